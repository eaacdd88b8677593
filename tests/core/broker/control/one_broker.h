// A broker on a disk in memory, driven by hand: every disk operation is answered when the test says
// so, synced bytes are kept apart from written ones, and a crash loses what was not synced.
#pragma once
#include "core/broker/broker.h"
#include "core/wire/header.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fl::broker {

inline constexpr ListenerId kForClients{0};
inline constexpr ListenerId kForControllers{1};

class OneBroker {
 public:
  explicit OneBroker(Properties config = {});

  /// Boots an incarnation over what is on the disk, and runs until it serves.
  void boot();

  /// The process is gone; `loses_power` takes what was not synced.
  void crash(bool loses_power);

  void stop_cleanly();

  ConnId connect(ListenerId listener = kForClients);

  /// Sends a request; the answer comes with run().
  template <class M>
  void send(ConnId conn, const M& body, std::int16_t version) {
    auto parts = wire::encode_request({.correlation_id = ++correlation_, .client_id = "test"}, body,
                                      version);
    ASSERT_TRUE(parts.has_value());
    send_parts(conn, *parts);
  }

  /// Sends bytes as they are, and runs.
  void send_parts(ConnId conn, const Parts& parts);

  /// The next answer of the connection, if there is a whole one.
  template <class M>
  std::optional<M> answer(ConnId conn, std::int16_t version) {
    const auto payload = next_frame(conn);
    if (!payload) return std::nullopt;
    auto response = wire::decode_response<M>(*payload, version);
    if (!response) return std::nullopt;
    return *response;
  }

  /// The next answer as it came, without its size.
  std::optional<Slice> next_frame(ConnId conn);

  template <class Response, class M>
  Response call(ConnId conn, const M& body, std::int16_t version) {
    send(conn, body, version);
    auto response = answer<Response>(conn, version);
    EXPECT_TRUE(response.has_value()) << "no answer to " << M::kName;
    return response.value_or(Response{});
  }

  /// Performs what the broker asked for until nothing is left; operations on held files stay.
  void run();
  /// Lets time pass, with all timers that fall due.
  void pass(std::int64_t milliseconds);

  /// Operations on files whose path contains `part` are not answered until release().
  void hold(std::string part) { held_part_ = std::move(part); }

  void release();

  bool has_exited() const { return exit_.has_value(); }

  const std::string& exit_text() const { return exit_->why; }

  const Server& server() const { return broker_->server(); }

  std::vector<std::string> told(std::string_view kind) const;

  /// Paths of the files on the disk.
  std::vector<std::string> paths() const;

 private:
  struct File {
    ByteVector written;
    ByteVector synced;
    bool is_name_synced = false;
  };

  struct Connection {
    ByteVector to_broker;
    ByteVector from_broker;
    std::optional<Receive> grant;
  };

  class Story;

  void step(const Input& input);
  void perform(const Effect& effect);
  void finish(const Effect& effect);
  bool feed();
  bool is_held(const Effect& effect) const;
  std::string path_of(const Effect& effect) const;
  std::vector<ListedFile> listing() const;
  void done(OpId op, IoError error = IoError::none, std::int64_t value = 0, Slice bytes = {});

  Properties config_;
  std::optional<Broker> broker_;
  std::map<std::string, File> files_;
  std::map<FileId, std::string> open_;
  std::map<ConnId, Connection> connections_;
  std::map<TimerId, Instant> timers_;
  std::deque<Effect> wanted_;
  std::deque<Effect> held_;
  std::deque<Input> inputs_;
  std::string held_part_;
  std::optional<Exit> exit_;
  std::vector<std::pair<std::string, std::string>> story_;
  Draw draw_{7};
  Instant now_{1};
  std::int32_t incarnation_ = 0;
  std::int64_t steps_ = 0;
  std::int64_t last_conn_ = 0;
  std::int32_t correlation_ = 0;
};

}  // namespace fl::broker
