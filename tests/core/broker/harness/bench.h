// A broker on a bench: its inputs are what a test does, its effects are performed on files in
// memory and on connections that a test reads. Time stands still unless the test moves it.
#pragma once
#include "core/broker/broker.h"
#include "core/wire/header.h"
#include "tests/core/broker/harness/memory_files.h"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::broker {

/// The test's end of a connection.
struct Client {
  ConnId conn;
  ByteVector unread;    ///< sent by the test, not yet granted
  ByteVector received;  ///< sent by the broker, not yet read by the test
  std::int64_t at_least = 0;
  std::int64_t at_most = 0;
  bool is_closed = false;
};

class Bench {
 public:
  /// A booted broker that serves requests. `properties` are added to those of node 1 with one
  /// listener on a.example:9092.
  explicit Bench(Properties properties = {});

  /// A new incarnation on the files as they are.
  void boot();

  /// Opens a connection. Listener 0 is for clients, 1 for controllers.
  ConnId connect(std::string peer = "10.0.0.7:40000", ListenerId listener = ListenerId(0));

  /// Puts bytes on the connection, as many as the broker grants at a time.
  void write(ConnId conn, ByteSpan bytes);

  template <class M>
  void send(ConnId conn, const M& message, std::int16_t version, std::int32_t correlation_id = 1) {
    const auto parts = wire::encode_request({.correlation_id = correlation_id, .client_id = "test"},
                                            message, version);
    ByteVector bytes;
    for (const Part& part : parts.value()) {
      const auto& slice = std::get<Slice>(part);
      bytes.insert(bytes.end(), slice.span().begin(), slice.span().end());
    }
    write(conn, bytes);
  }

  /// The next whole response on the connection without its size, or nothing.
  std::optional<Slice> read(ConnId conn);

  template <class M>
  std::optional<M> receive(ConnId conn, std::int16_t version,
                           wire::ResponseHeader* header = nullptr) {
    const auto payload = read(conn);
    if (!payload) return std::nullopt;
    auto message = wire::decode_response<M>(*payload, version, header);
    if (!message) return std::nullopt;
    return std::move(*message);
  }

  template <class Response, class Request>
  std::optional<Response> call(ConnId conn, const Request& request, std::int16_t version) {
    send(conn, request, version);
    return receive<Response>(conn, version);
  }

  /// Moves the clocks, and fires the timers that become due, in order.
  void advance(std::int64_t milliseconds);

  void close(ConnId conn);
  void command(DescribedValue value);

  /// While set, disk operations are done but not answered.
  bool is_disk_held = false;
  void release_disk();

  const Client& client(ConnId conn) const { return clients_.at(conn); }

  const Server& server() const { return broker_.server(); }

  const Broker& broker() const { return broker_; }

  MemoryFiles files;
  std::optional<Exit> exit;
  std::vector<Effect> all_effects;  ///< since the test last cleared them
  Instant now{1'000'000'000};
  Timestamp wall{1'700'000'000'000};

 private:
  void give(const Input& input);
  void settle();
  void take(const Effect& effect);
  void grant(Client& client);

  Broker broker_;
  Draw draw_{42};
  Properties properties_;
  std::int32_t incarnation_ = 0;
  std::int64_t steps_ = 0;
  std::int64_t last_conn_ = 0;
  std::map<ConnId, Client> clients_;
  std::map<TimerId, Instant> timers_;
  std::deque<Input> inputs_;
};

}  // namespace fl::broker
