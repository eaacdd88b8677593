// A small blocking client for the commands that talk to a broker: one connection, one request at a
// time. Errors are one line for the user.
#pragma once
#include "core/base/bytes.h"
#include "core/wire/header.h"

#include <cstdint>
#include <expected>
#include <string>

namespace fl::cli {

/// Exit statuses of the commands that talk to a broker, for their help.
inline constexpr const char* kClientExits = "0 done, 69 the broker is not available or refused it";

class KafkaClient {
 public:
  /// Connects to the first of "host:port,host:port,…" that answers, trying every address of each
  /// host. On error: what was wrong with the last.
  static std::expected<KafkaClient, std::string> connect(const std::string& bootstrap);

  KafkaClient(KafkaClient&& other) noexcept;
  KafkaClient& operator=(KafkaClient&& other) noexcept;
  KafkaClient(const KafkaClient&) = delete;
  KafkaClient& operator=(const KafkaClient&) = delete;
  ~KafkaClient();

  /// Sends the request in `version` and waits for its answer.
  template <class Response, class Request>
  std::expected<Response, std::string> call(const Request& request, std::int16_t version) {
    const auto frame = wire::encode_request(next_header(), request, version);
    if (!frame)
      return std::unexpected("cannot encode the request: " + std::string(name_of(frame.error())));
    auto payload = exchange(*frame);
    if (!payload) return std::unexpected(payload.error());
    auto response = wire::decode_response<Response>(*payload, version);
    if (!response)
      return std::unexpected("cannot decode the broker's answer: " +
                             std::string(name_of(response.error())));
    return *std::move(response);
  }

  /// Of the list the one that is connected.
  const std::string& bootstrap() const { return bootstrap_; }

 private:
  KafkaClient(int socket, std::string bootstrap)
      : socket_(socket), bootstrap_(std::move(bootstrap)) {}

  static std::expected<KafkaClient, std::string> connect_to(const std::string& address);

  wire::RequestHeader next_header();
  std::expected<Slice, std::string> exchange(const Parts& frame);
  std::expected<void, std::string> send_all(const Parts& frame);
  std::expected<void, std::string> receive_exactly(std::span<std::uint8_t> bytes);

  int socket_ = -1;
  std::int32_t correlation_id_ = 0;
  std::string bootstrap_;
};

}  // namespace fl::cli
