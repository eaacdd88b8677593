// A broker's requests to the active controller: to another node over a channel, or to this very
// node, whose router then handles them as if they had come over a connection. Each ends with one
// LinkAnswer, which is drained at the end of a step. Client requests that only the controller can
// carry out are forwarded in an Envelope (KIP-590).
// Source: NodeToControllerChannelManager, ForwardingManager.
#pragma once
#include "core/base/assert.h"
#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/broker/request.h"
#include "core/client/channels.h"
#include "core/node/context.h"
#include "core/wire/header.h"

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <vector>

namespace fl::broker {

struct Server;

/// Who asked; its answers go there.
enum class LinkKind : std::uint8_t {
  registration,
  heartbeat,
  alter_partition,
  producer_ids,
  auto_creation,  ///< topics that a client asked metadata of; nobody waits for the answer
  forward,        ///< key: the row in ControllerLink::forwards
};

struct LinkAnswer {
  LinkKind kind{};
  std::int64_t key = 0;
  std::int16_t version = 0;
  std::optional<client::NoAnswer> failure;
  Slice payload;  ///< header and body
  StepId asked;

  /// REQUIRES: M is the response of what was asked, and there is one.
  template <class M>
  std::expected<M, WireError> read() const {
    FL_ASSERT(!failure.has_value());
    return wire::decode_response<M>(payload, version);
  }
};

/// A client's request on its way to the controller, and tried again until the deadline.
struct ForwardRow {
  Request request;
  Slice frame;  ///< header and body, in a block of its own
  Instant deadline;
  bool is_asked = false;
};

struct ControllerLink {
  struct Asked {
    LinkKind kind{};
    std::int64_t key = 0;
    StepId asked;
    std::int16_t version = 0;
  };

  /// What this node asks of itself; handled at the end of the step.
  struct SelfRequest {
    std::int64_t number = 0;
    Slice payload;
  };

  std::map<client::RequestToken, Asked> remote;
  std::map<std::int64_t, Asked> self;
  std::vector<SelfRequest> self_requests;
  std::vector<LinkAnswer> answers;
  SharedMap<std::int64_t, ForwardRow> forwards;
  std::int64_t last_self = 0;
  std::int64_t last_forward = 0;
};

/// The connection id of what this node asks of itself.
inline constexpr ConnId kSelfConn{0};

/// True if this node is the active controller and may decide.
bool is_active_controller(const Server& server);

/// True if a controller is known that could be asked now.
bool is_controller_known(const Server& server);

/// Where the active controller listens. REQUIRES: is_controller_known(), and it is another node.
client::Target controller_target(const Server& server);

/// Sends a framed request (as wire::encode_request makes it). REQUIRES: is_controller_known().
void ask_controller_frame(Server& server, Context& context, ControllerLink::Asked asked,
                          Parts frame);

/// Asks the active controller, in the highest version that we know. REQUIRES:
/// is_controller_known().
template <class M>
void ask_controller(Server& server, Context& context, LinkKind kind, std::int64_t key,
                    const M& request, std::int16_t version) {
  auto frame = wire::encode_request({.client_id = ""}, request, version);
  FL_ASSERT(frame.has_value());
  ask_controller_frame(server, context,
                       {.kind = kind, .key = key, .asked = context.step, .version = version},
                       std::move(*frame));
}

/// A request of this node to itself was answered; nothing: it was refused.
void on_self_answered(Server& server, const Request& request, std::optional<Parts> frame);

/// Outcomes of the channel that belong to the link become its answers.
void take_controller_outcome(Server& server, client::Outcome outcome);

/// Handles what this node asked of itself, and hands answers to those who asked. True if there was
/// something.
bool drain_link(Server& server, Context& context);

/// Something waits for drain_link.
bool has_link_work(const Server& server);

/// Passes a client's request on to the active controller.
void forward(Server& server, Context& context, const Request& request, const Slice& payload);

/// DeadlineKind::forward: tries again, or gives up.
void on_forward_due(Server& server, Context& context, std::int64_t row);

/// A frame's header and body in one block. REQUIRES: slices only.
Slice without_size(const Parts& frame);

/// The connection is gone: its forwarded requests are not answered.
void drop_forwards(Server& server, ConnId conn);

}  // namespace fl::broker
