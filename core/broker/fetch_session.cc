#include "core/broker/fetch_session.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

namespace fl::broker {

namespace {

constexpr std::int32_t kInitialEpoch = 0;
constexpr std::int32_t kFinalEpoch = -1;

using Named = std::vector<std::pair<FetchKey, FetchPosition>>;

/// The partitions of a request, each once: of a partition named twice the later position counts.
Named named_in(const wire::FetchRequest& request) {
  Named named;
  std::map<FetchKey, std::size_t> places;
  for (const auto& topic : request.topics)
    for (const auto& partition : topic.partitions) {
      FetchKey key{topic.topic_id, topic.topic, partition.partition};
      const FetchPosition position{.offset = partition.fetch_offset,
                                   .current_epoch = partition.current_leader_epoch,
                                   .last_fetched_epoch = partition.last_fetched_epoch,
                                   .max_bytes = partition.partition_max_bytes,
                                   .log_start = partition.log_start_offset};
      const auto [place, is_new] = places.emplace(key, named.size());
      if (is_new)
        named.emplace_back(std::move(key), position);
      else
        named[place->second].second = position;
    }
  return named;
}

void put(FetchSession& session, const FetchKey& key, const FetchPosition& position) {
  if (const auto place = session.places.find(key); place != session.places.end()) {
    session.partitions.at(place->second).position = position;
    return;
  }
  const std::int64_t place = ++session.last_place;
  session.places.emplace(key, place);
  session.partitions.emplace(place, SessionPartition{.key = key, .position = position});
}

void forget(FetchSession& session, const FetchKey& key) {
  const auto place = session.places.find(key);
  if (place == session.places.end()) return;
  session.partitions.erase(place->second);
  session.places.erase(place);
}

void update(FetchSession& session, const wire::FetchRequest& request) {
  for (const auto& [key, position] : named_in(request))
    put(session, key, position);
  for (const auto& topic : request.forgotten_topics_data)
    for (const PartitionIndex partition : topic.partitions)
      forget(session, {topic.topic_id, topic.topic, partition});
}

std::int32_t next_epoch(std::int32_t epoch) {
  return epoch == std::numeric_limits<std::int32_t>::max() ? 1 : epoch + 1;
}

FetchPlan plan_incremental(FetchSessions& sessions, const wire::FetchRequest& request,
                           std::int16_t version, Instant now) {
  FetchSession* session = sessions.sessions.mutate(request.session_id);
  if (session == nullptr) return {.error = wire::ErrorCode::fetch_session_id_not_found};
  if (session->epoch != request.session_epoch)
    return {.error = wire::ErrorCode::invalid_fetch_session_epoch};
  if (session->uses_topic_ids != (version >= 13))
    return {.error = wire::ErrorCode::fetch_session_topic_id_error};
  update(*session, request);
  if (session->partitions.empty()) {
    sessions.sessions.erase(request.session_id);
    return {};
  }
  session->epoch = next_epoch(session->epoch);
  session->last_used = now;
  FetchPlan plan{.use = SessionUse::incremental, .session_id = request.session_id};
  plan.partitions.reserve(session->partitions.size());
  for (const auto& [place, partition] : session->partitions)
    plan.partitions.emplace_back(partition.key, partition.position);
  return plan;
}

bool has_records(const wire::FetchResponse::PartitionData& data) {
  return data.records && data.records->size() > 0;
}

/// Notes what is told, and says whether it is news.   Source:
/// CachedPartition.maybeUpdateResponseData.
bool note_told(SessionPartition& partition, const wire::FetchResponse::PartitionData& data) {
  bool is_news = has_records(data);
  if (partition.told_high_watermark != data.high_watermark) {
    partition.told_high_watermark = data.high_watermark;
    is_news = true;
  }
  if (partition.told_log_start != data.log_start_offset) {
    partition.told_log_start = data.log_start_offset;
    is_news = true;
  }
  if (data.preferred_read_replica.value >= 0) is_news = true;
  if (data.error_code != wire::ErrorCode::none) {
    // So that the first answer without the error is news as well.
    partition.told_high_watermark = Offset(-1);
    is_news = true;
  }
  if (data.diverging_epoch.end_offset.value >= 0) {
    partition.told_high_watermark = Offset(-1);
    is_news = true;
  }
  return is_news;
}

/// What a session is worth: of two the one that sorts first goes.   Source: EvictableKey.
using Worth = std::tuple<bool, std::size_t, std::int32_t>;

/// The session that gives its slot to a new one of this worth; 0 if none does. One that was not
/// used for a while goes first; else one that is worth less, and followers' sessions are worth
/// more. Who is new and not a follower takes the place of nobody who is new as well.
/// Source: FetchSessionCacheShard.tryEvict, touch.
std::int32_t session_to_evict(const FetchSessions& sessions, const Worth& proposed, Instant now) {
  std::optional<std::pair<Instant, std::int32_t>> oldest;
  std::optional<Worth> least;
  sessions.sessions.for_each([&](const std::int32_t& id, const FetchSession& session) {
    const std::pair<Instant, std::int32_t> age(session.last_used, id);
    if (!oldest || age < *oldest) oldest = age;
    const bool is_established = session.last_used - session.made > kSessionEvictionNs;
    if (!is_established && (!std::get<bool>(proposed) || session.is_privileged)) return;
    const Worth worth(session.is_privileged, session.partitions.size(), id);
    if (!least || worth < *least) least = worth;
  });
  if (oldest && now - oldest->first > kSessionEvictionNs) return oldest->second;
  return least && proposed >= *least ? std::get<std::int32_t>(*least) : 0;
}

/// Makes room for one more session. False if none may go.
bool make_room(FetchSessions& sessions, const SessionWish& wish, std::size_t partitions,
               Instant now) {
  if (wish.slots <= 0) return false;
  if (sessions.sessions.size() < static_cast<std::size_t>(wish.slots)) return true;
  const std::int32_t evicted =
      session_to_evict(sessions, Worth(wish.is_privileged, partitions, 0), now);
  return evicted != 0 && sessions.sessions.erase(evicted);
}

std::int32_t new_id(FetchSessions& sessions, const Context& context) {
  constexpr std::uint64_t kIds = std::numeric_limits<std::int32_t>::max() - 1;
  for (;;) {
    const auto number = static_cast<std::uint64_t>(++sessions.made);
    const auto life = static_cast<std::uint64_t>(context.incarnation);
    const auto self = static_cast<std::uint64_t>(context.self.value);
    const auto id = static_cast<std::int32_t>(
        1 + context.draw.below(kIds, "fetch-session", {self, life, number}));
    if (!sessions.sessions.contains(id)) return id;
  }
}

}  // namespace

FetchPlan plan_fetch(FetchSessions& sessions, const wire::FetchRequest& request,
                     std::int16_t version, Instant now) {
  const bool is_final = request.session_epoch == kFinalEpoch;
  if (request.session_epoch != kInitialEpoch && !is_final)
    return plan_incremental(sessions, request, version, now);
  if (request.session_id != 0) sessions.sessions.erase(request.session_id);
  return {.use = is_final ? SessionUse::none : SessionUse::full, .partitions = named_in(request)};
}

std::int32_t make_session(FetchSessions& sessions, const Context& context, const SessionWish& wish,
                          const std::vector<FetchAnswer>& answers) {
  if (!make_room(sessions, wish, answers.size(), context.now)) return 0;
  const std::int32_t id = new_id(sessions, context);
  FetchSession session{.is_privileged = wish.is_privileged,
                       .uses_topic_ids = wish.uses_topic_ids,
                       .made = context.now,
                       .last_used = context.now};
  for (const FetchAnswer& answer : answers) {
    put(session, answer.key, answer.position);
    note_told(session.partitions.at(session.places.at(answer.key)), answer.data);
  }
  sessions.sessions.put(id, std::move(session));
  return id;
}

bool keep_news(FetchSessions& sessions, std::int32_t id, std::vector<FetchAnswer>& answers) {
  FetchSession* session = sessions.sessions.mutate(id);
  if (session == nullptr) return false;
  std::erase_if(answers, [session](const FetchAnswer& answer) {
    const auto place = session->places.find(answer.key);
    if (place == session->places.end()) return true;
    if (!note_told(session->partitions.at(place->second), answer.data)) return true;
    if (has_records(answer.data)) {
      // Who got data goes to the end, so that others get their turn where max_bytes is short.
      auto moved = session->partitions.extract(place->second);
      moved.key() = ++session->last_place;
      place->second = session->last_place;
      session->partitions.insert(std::move(moved));
    }
    return false;
  });
  return true;
}

}  // namespace fl::broker
