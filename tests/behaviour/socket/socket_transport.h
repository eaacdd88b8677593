// Plays cases into a broker over TCP.
#pragma once
#include "tests/behaviour/driver/transport.h"

#include <map>
#include <string>

namespace fl::behaviour {

class SocketTransport final : public Transport {
 public:
  /// A broker on the local host that advertises 127.0.0.1 and `port`.
  explicit SocketTransport(std::int32_t port) : port_(port) {}

  ~SocketTransport() override { close_all(); }

  std::string host() const override { return "127.0.0.1"; }

  std::int32_t port() const override { return port_; }

  void send(const std::string& connection, ByteSpan bytes) override;
  Received receive(const std::string& connection, std::int64_t wait_ms) override;
  void sleep(std::int64_t ms) override;
  void close(const std::string& connection) override;
  void close_all() override;

 private:
  struct Socket {
    int descriptor = -1;
    ByteVector received;
    bool is_closed = false;
  };

  Socket& open(const std::string& connection);

  std::int32_t port_;
  std::map<std::string, Socket> sockets_;
};

}  // namespace fl::behaviour
