// The asking side of fetch sessions (KIP-227): what a follower has told its leader of the
// partitions that it fetches, so that a request names only those of which something changed.
// Source: FetchSessionHandler.
#pragma once
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "core/broker/fetch_session.h"
#include "core/wire/messages/fetch.h"

#include <compare>
#include <cstdint>
#include <map>
#include <vector>

namespace fl::broker {

/// A partition of a topic by its id: topics that were made anew have other ids.
struct FetchedPartition {
  Uuid topic_id;
  PartitionIndex partition;

  friend auto operator<=>(const FetchedPartition&, const FetchedPartition&) = default;
};

/// What is wanted of one partition now.
struct FetchWish {
  FetchedPartition partition;
  FetchPosition position;
};

class FetchSessionHandler {
 public:
  /// Puts session id and epoch, the partitions to name, and those to forget into the request.
  /// `wanted` is all that is wanted now, each partition once.
  /// Returns false, and there is nothing to ask, if nothing is wanted and nothing to be forgotten.
  bool build(const std::vector<FetchWish>& wanted, wire::FetchRequest& request);

  /// Takes the leader's answer to what was built last. False: its partitions must not be used, and
  /// the next request asks for a new session.
  [[nodiscard]] bool on_response(const wire::FetchResponse& response);

  /// No answer came. What the leader has seen is not known: the next request closes the session,
  /// if it is there still, and asks for a new one.
  void on_no_response();

  std::int32_t session_id() const { return session_id_; }

  /// Of the next request. 0: it names all partitions.
  std::int32_t epoch() const { return epoch_; }

 private:
  struct Told {
    FetchPosition position;
    std::int64_t build = 0;  ///< the last one that wanted it
  };

  void close_and_begin_anew();
  bool has_all_and_no_others(const wire::FetchResponse& response) const;
  bool has_no_others(const wire::FetchResponse& response) const;

  std::int32_t session_id_ = 0;
  std::int32_t epoch_ = 0;
  std::map<FetchedPartition, Told> told_;
  std::int64_t builds_ = 0;
};

}  // namespace fl::broker
