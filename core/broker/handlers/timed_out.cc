#include "core/broker/handlers/timed_out.h"

namespace fl::broker {

namespace {

template <class Results>
void mark(Results& results) {
  for (auto& result : results) {
    if (result.error_code != wire::ErrorCode::none) continue;
    result.error_code = wire::ErrorCode::request_timed_out;
    result.error_message = std::nullopt;
  }
}

}  // namespace

void mark_timed_out(wire::CreateTopicsResponse& response) {
  mark(response.topics);
}

void mark_timed_out(wire::DeleteTopicsResponse& response) {
  mark(response.responses);
}

void mark_timed_out(wire::CreatePartitionsResponse& response) {
  mark(response.results);
}

void mark_timed_out(wire::AlterConfigsResponse& response) {
  mark(response.responses);
}

void mark_timed_out(wire::IncrementalAlterConfigsResponse& response) {
  mark(response.responses);
}

}  // namespace fl::broker
