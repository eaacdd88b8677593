#include "sim/checks/response_order.h"

#include "sim/events.h"
#include "sim/workload/events.h"

namespace fl::sim {

void ResponseOrderCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<RequestSent>()) {
    const auto sent = event.as<RequestSent>();
    if (sent.expects_response) expected_[{event.node, sent.conn}].push_back(sent.correlation_id);
  } else if (event.is<ResponseArrived>()) {
    const auto arrived = event.as<ResponseArrived>();
    auto& expected = expected_[{event.node, arrived.conn}];
    const std::string which = "correlation id " + std::to_string(arrived.correlation_id);
    const bool is_due = !expected.empty() && expected.front() == arrived.correlation_id;
    if (!is_due && doubled_.erase({event.node, arrived.correlation_id}) > 0) {
      return;
    } else if (expected.empty()) {
      violate(world, "a response with " + which + " came, but none was due", event.step);
    } else if (expected.front() != arrived.correlation_id) {
      violate(world,
              "a response with " + which + " came, but the next one due is that of " +
                  std::to_string(expected.front()),
              event.step);
    } else {
      expected.pop_front();
    }
  } else if (event.is<MessageFaulted>()) {
    const auto met = event.as<MessageFaulted>();
    if (met.fault == MessageFaultKind::duplicate) doubled_.insert({event.node, met.correlation_id});
  } else if (event.is<ClientDisconnected>()) {
    expected_.erase({event.node, event.as<ClientDisconnected>().conn});
  } else if (event.is<NodeBooted>()) {
    std::erase_if(expected_, [&](const auto& entry) { return entry.first.first == event.node; });
  }
}

}  // namespace fl::sim
