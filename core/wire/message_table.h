// Every declared message without its C++ type: for what treats all messages alike (dissectors,
// tests driven by JSON, fuzzers, the reference pages).
#pragma once
#include "core/wire/api.h"
#include "core/wire/codec.h"

#include <memory>
#include <span>
#include <string_view>

namespace fl::wire {

/// A record is one of the metadata log, with a frame; control records have none.
enum class MessageRole : std::uint8_t { request, response, record, control, header };

struct Message {
  MessageInfo info;
  MessageRole role;
  std::int16_t key;  ///< api key of a request or response, record key of a record, else -1
  std::shared_ptr<void> (*make)();  ///< a default value
};

/// All messages, requests and responses by api key first, then records, control records and
/// headers.
std::span<const Message> message_table();

/// Nothing where no such message is declared.
const Message* find_request(ApiKey key);
const Message* find_response(ApiKey key);
const Message* find_record(std::int16_t key);
const Message* find_message(std::string_view name);

}  // namespace fl::wire
