#include "core/broker/handlers/find_coordinator.h"

#include "core/broker/handler.h"

#include <string>
#include <utility>

namespace fl::broker {

namespace {

using Response = wire::FindCoordinatorResponse;

constexpr std::int8_t kGroup = 0;
constexpr std::int8_t kTransaction = 1;
constexpr std::int8_t kShare = 2;
constexpr std::int16_t kFirstWithManyKeys = 4;
constexpr std::int16_t kFirstWithTransactions = 1;
constexpr std::int16_t kFirstWithShares = 6;

struct Found {
  wire::ErrorCode error;
  std::string text;
};

/// A share key is group:topic-id:partition.
bool is_share_key(std::string_view key) {
  const std::size_t last = key.rfind(':');
  if (last == key.npos || last == 0) return false;
  const std::size_t middle = key.rfind(':', last - 1);
  if (middle == key.npos || middle == 0) return false;
  const std::string_view number = key.substr(last + 1);
  const bool is_number = !number.empty() && number.size() <= 10 &&
                         number.find_first_not_of("0123456789") == number.npos;
  return is_number && Uuid::from_text(key.substr(middle + 1, last - middle - 1)).has_value();
}

Found find_coordinator(std::int16_t version, std::int8_t type, std::string_view key) {
  const bool is_known = type == kGroup ||
                        (type == kTransaction && version >= kFirstWithTransactions) ||
                        (type == kShare && version >= kFirstWithShares);
  const auto text = [](wire::ErrorCode code) { return std::string(wire::message_of(code)); };
  if (!is_known) return {wire::ErrorCode::invalid_request, text(wire::ErrorCode::invalid_request)};
  // Kafka answers a malformed key without a text.
  if (type == kShare && !is_share_key(key)) return {wire::ErrorCode::invalid_request, ""};
  return {wire::ErrorCode::coordinator_not_available,
          text(wire::ErrorCode::coordinator_not_available)};
}

}  // namespace

void handle(Server& server, Context& context, const Request& request,
            const wire::FindCoordinatorRequest& body) {
  Response response;
  if (request.version < kFirstWithManyKeys) {
    Found found = find_coordinator(request.version, body.key_type, body.key);
    response.error_code = found.error;
    response.error_message = std::move(found.text);
    response.node_id = BrokerId(-1);
    response.port = -1;
    respond(server, context, request, response);
    return;
  }
  for (const std::string& key : body.coordinator_keys) {
    Found found = find_coordinator(request.version, body.key_type, key);
    Response::Coordinator coordinator;
    coordinator.key = key;
    coordinator.node_id = BrokerId(-1);
    coordinator.port = -1;
    coordinator.error_code = found.error;
    coordinator.error_message = std::move(found.text);
    response.coordinators.push_back(std::move(coordinator));
  }
  respond(server, context, request, response);
}

}  // namespace fl::broker
