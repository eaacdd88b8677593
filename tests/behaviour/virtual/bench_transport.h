// Plays cases into a broker on a bench: the clock moves only as the case waits.
#pragma once
#include "tests/behaviour/driver/transport.h"
#include "tests/core/broker/harness/bench.h"

#include <map>
#include <string>
#include <vector>

namespace fl::behaviour {

class BenchTransport final : public Transport {
 public:
  explicit BenchTransport(const std::vector<std::string>& properties);

  std::string host() const override { return "a.example"; }

  std::int32_t port() const override { return 9092; }

  void send(const std::string& connection, ByteSpan bytes) override;
  Received receive(const std::string& connection, std::int64_t wait_ms) override;
  void sleep(std::int64_t ms) override;
  void close(const std::string& connection) override;
  void close_all() override;

 private:
  ConnId open(const std::string& connection);

  broker::Bench bench_;
  std::map<std::string, ConnId> connections_;
};

}  // namespace fl::behaviour
