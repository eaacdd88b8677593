// W1: each request gets one response, in the order of the requests of its connection, with their
// correlation ids. A request with acks=0 has none.
#pragma once
#include "sim/checks/check.h"

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <utility>

namespace fl::sim {

class ResponseOrderCheck final : public Check {
 public:
  std::string_view name() const override { return "response-out-of-order"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  using Key = std::pair<NodeId, ConnId>;

  std::map<Key, std::deque<std::int32_t>> expected_;
  /// Requests that a fault let come twice are answered twice: sender, correlation id.
  std::set<std::pair<NodeId, std::int32_t>> doubled_;
};

}  // namespace fl::sim
