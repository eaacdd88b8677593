#include "core/broker/handlers/init_producer_id.h"

#include "core/base/assert.h"
#include "core/broker/control.h"
#include "core/broker/controller_link.h"
#include "core/broker/handler.h"
#include "core/wire/messages/allocate_producer_ids.h"

#include <utility>
#include <vector>

namespace fl::broker {

namespace {

/// How long a request waits for a block of ids.   Source: RPCProducerIdManager, its retry of
/// requests.
constexpr std::int64_t kBlockWaitNs = 30 * kNanosecondsPerSecond;
constexpr std::int64_t kRetryNs = 50 * kNanosecondsPerMillisecond;
/// The next block is asked for when nine tenths of this one are given out.
constexpr std::int64_t kPrefetchLeft = 100;

void refuse_with(Server& server, Context& context, const Request& request, wire::ErrorCode error) {
  respond(
      server, context, request,
      wire::InitProducerIdResponse{
          .error_code = error, .producer_id = kNoProducerId, .producer_epoch = kNoProducerEpoch});
}

void ask_if_short(Server& server, Context& context) {
  ProducerIds& ids = server.producer_ids;
  if (ids.is_asking ||
      ids.end.value + ids.reserve_end.value - ids.next.value - ids.reserve.value > kPrefetchLeft)
    return;
  ids.is_asking = true;
  ask_for_producer_ids(server, context);
}

bool has_ids(ProducerIds& ids) {
  if (ids.next < ids.end) return true;
  ids.next = std::exchange(ids.reserve, ProducerId(0));
  ids.end = std::exchange(ids.reserve_end, ProducerId(0));
  return ids.next < ids.end;
}

void give_id(Server& server, Context& context, const Request& request) {
  ProducerIds& ids = server.producer_ids;
  FL_ASSERT(ids.next < ids.end);
  const ProducerId id = ids.next;
  ids.next = ProducerId(id.value + 1);
  respond(server, context, request,
          wire::InitProducerIdResponse{.producer_id = id, .producer_epoch = ProducerEpoch(0)});
}

}  // namespace

void handle(Server& server, Context& context, const Request& request,
            const wire::InitProducerIdRequest& body) {
  if (body.transactional_id) {
    refuse_with(server, context, request,
                body.transactional_id->empty() ? wire::ErrorCode::invalid_request
                                               : wire::ErrorCode::coordinator_not_available);
    return;
  }
  // Both or none: an id without its epoch, or an epoch without its id, means nothing.
  if ((body.producer_id == kNoProducerId) != (body.producer_epoch == kNoProducerEpoch)) {
    refuse_with(server, context, request, wire::ErrorCode::invalid_request);
    return;
  }
  ProducerIds& ids = server.producer_ids;
  if (has_ids(ids)) {
    give_id(server, context, request);
  } else {
    if (ids.waiting.empty())
      server.deadlines.add(context, {context.now + kBlockWaitNs, DeadlineKind::producer, 0});
    ids.waiting.push_back(request);
  }
  ask_if_short(server, context);
}

void ask_for_producer_ids(Server& server, Context& context) {
  if (!is_controller_known(server) || !server.lifecycle.epoch) {
    server.producer_ids.is_asking = false;
    return;
  }
  ask_controller(server, context, LinkKind::producer_ids, 0,
                 wire::AllocateProducerIdsRequest{.broker_id = server.id,
                                                  .broker_epoch = *server.lifecycle.epoch},
                 0);
}

void on_producer_ids_answered(Server& server, Context& context, const LinkAnswer& answer) {
  server.producer_ids.is_asking = false;
  if (!answer.failure) {
    const auto response = answer.read<wire::AllocateProducerIdsResponse>();
    if (response && response->error_code == wire::ErrorCode::none &&
        response->producer_id_len > 0) {
      on_producer_ids(server, context, response->producer_id_start, response->producer_id_len);
      return;
    }
  }
  // Whoever waits asks again a little later.
  if (!server.producer_ids.waiting.empty())
    server.deadlines.add(context, {context.now + kRetryNs, DeadlineKind::producer_retry, 0});
}

void on_producer_retry_due(Server& server, Context& context) {
  if (!server.producer_ids.waiting.empty()) ask_if_short(server, context);
}

void on_producer_ids(Server& server, Context& context, ProducerId first, std::int32_t count) {
  FL_ASSERT(count > 0);
  ProducerIds& ids = server.producer_ids;
  ids.is_asking = false;
  if (has_ids(ids)) {
    ids.reserve = first;
    ids.reserve_end = ProducerId(first.value + count);
  } else {
    ids.next = first;
    ids.end = ProducerId(first.value + count);
  }
  const std::vector<Request> waiting = std::exchange(ids.waiting, {});
  for (const Request& request : waiting) {
    if (has_ids(ids))
      give_id(server, context, request);
    else
      ids.waiting.push_back(request);
  }
  ask_if_short(server, context);
}

void on_producer_ids_due(Server& server, Context& context) {
  ProducerIds& ids = server.producer_ids;
  std::vector<Request> late;
  std::erase_if(ids.waiting, [&](const Request& request) {
    if (request.received + kBlockWaitNs > context.now) return false;
    late.push_back(request);
    return true;
  });
  for (const Request& request : late)
    refuse_with(server, context, request, wire::ErrorCode::coordinator_load_in_progress);
  if (!ids.waiting.empty())
    server.deadlines.add(context,
                         {ids.waiting.front().received + kBlockWaitNs, DeadlineKind::producer, 0});
}

}  // namespace fl::broker
