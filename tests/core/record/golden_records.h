// How golden/records writes batches as JSON, built here from what our reader sees.
#pragma once
#include "core/record/batches.h"
#include "core/record/old_messages.h"
#include "core/record/reader.h"
#include "core/record/validate.h"

#include <nlohmann/json.hpp>
#include <string_view>

namespace fl::record {

using Json = nlohmann::json;

/// The bytes that a hexadecimal member holds.
Slice bytes_of(const Json& hex);

/// A batch as the golden files describe it, records included. `read_error` is what reading its
/// records ended with.
struct DescribedBatch {
  Json json;
  ReadError read_error = ReadError::none;
};

DescribedBatch describe(const Slice& batch);

/// The same of a message of magic 0 or 1.
DescribedBatch describe_old(const Slice& message);

/// The settings of a validator case, or the defaults for null.
AppendSettings settings_of(const Json& json);

}  // namespace fl::record
