// Fetch sessions (KIP-227): the broker remembers which partitions a client fetches, so that a
// request names only what changed, and a response only partitions with news.   Source:
// FetchSession, FetchManager, FetchSessionCache.
#pragma once
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/base/uuid.h"
#include "core/node/context.h"
#include "core/wire/messages/fetch.h"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fl::broker {

/// A partition as a Fetch names it: by topic id since version 13, by name before.
struct FetchKey {
  Uuid topic_id;
  std::string topic;
  PartitionIndex partition;

  friend auto operator<=>(const FetchKey&, const FetchKey&) = default;
};

/// What a client asks of one partition.
struct FetchPosition {
  Offset offset;
  LeaderEpoch current_epoch = kNoLeaderEpoch;
  LeaderEpoch last_fetched_epoch = kNoLeaderEpoch;
  std::int32_t max_bytes = 0;
  Offset log_start{-1};  ///< of a follower's log

  friend bool operator==(const FetchPosition&, const FetchPosition&) = default;
};

struct SessionPartition {
  FetchKey key;
  FetchPosition position;
  /// As last told to the client: a change of either is news, and so is every error.
  Offset told_high_watermark{-1};
  Offset told_log_start{-1};
};

struct FetchSession {
  std::int32_t epoch = 1;  ///< expected in the next request; after 2^31-1 comes 1
  bool is_privileged = false;
  bool uses_topic_ids = false;
  Instant made;
  Instant last_used;
  /// In the order in which they are looked at: who got data goes to the end.
  std::map<std::int64_t, SessionPartition> partitions;
  std::map<FetchKey, std::int64_t> places;
  std::int64_t last_place = 0;
};

struct FetchSessions {
  SharedMap<std::int32_t, FetchSession> sessions;
  std::int64_t made = 0;  ///< keys the draws of session ids
};

/// A session that was not used for so long gives its slot to a new one.
inline constexpr std::int64_t kSessionEvictionNs = 120 * kNanosecondsPerSecond;

/// How a Fetch relates to a session.
enum class SessionUse : std::uint8_t {
  none,         ///< sessionless: everything is named and answered
  full,         ///< everything is named; a session is made for what follows
  incremental,  ///< only partitions with news are answered
};

/// What a Fetch is about, after its session was looked at.
struct FetchPlan {
  wire::ErrorCode error = wire::ErrorCode::none;  ///< of the session: nothing is fetched then
  SessionUse use = SessionUse::none;
  std::int32_t session_id = 0;
  std::vector<std::pair<FetchKey, FetchPosition>> partitions;
};

/// Updates the session that the request names, or closes it.   Source: FetchManager.newContext.
FetchPlan plan_fetch(FetchSessions& sessions, const wire::FetchRequest& request,
                     std::int16_t version, Instant now);

/// One partition of an answer.
struct FetchAnswer {
  FetchKey key;
  FetchPosition position;
  wire::FetchResponse::PartitionData data;
};

/// What a new session must know of who asks for it.
struct SessionWish {
  std::int32_t slots = 0;  ///< max.incremental.fetch.session.cache.slots
  bool is_privileged = false;
  bool uses_topic_ids = false;
};

/// Makes a session that remembers the answers; returns its id, or 0 where no slot is free.
std::int32_t make_session(FetchSessions& sessions, const Context& context, const SessionWish& wish,
                          const std::vector<FetchAnswer>& answers);

/// Leaves only the answers with news and remembers them. False if the session is gone.
[[nodiscard]] bool keep_news(FetchSessions& sessions, std::int32_t id,
                             std::vector<FetchAnswer>& answers);

}  // namespace fl::broker
