// The state of one replica of the quorum and what moves it. See quorum.h for how it is used:
// elections.cc (timers, votes), leading.cc (fetches of others, high watermark), following.cc (own
// fetches), snapshot_fetching.cc (snapshots, served and fetched), requests.cc (what comes in).
#pragma once
#include "core/base/shared_map.h"
#include "core/raft/roles.h"
#include "core/raft/store.h"
#include "core/raft/types.h"
#include "core/raft/voter_changes.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fl::raft {

class Replica {
 public:
  void start(Context& context, Disk& disk, QuorumConfig config);
  void on_done(Context& context, Disk& disk, const Owner& owner, const Done& done);
  std::optional<Instant> next_due() const;
  void on_due(Context& context, Disk& disk);
  void on_request(Context& context, Disk& disk, ReplyToken token, const Request& request);
  void on_response(Context& context, Disk& disk, RequestToken token, const Response& response);
  void on_failure(Context& context, Disk& disk, RequestToken token);
  std::vector<Outgoing> take_outgoing();
  std::vector<Reply> take_replies();
  std::optional<Offset> append(Context& context, Disk& disk, std::span<const ByteVector> values);
  std::vector<Committed> take_committed();
  bool begin_snapshot(Context& context, Disk& disk, SnapshotId id, Timestamp last_contained);

  bool wants_snapshot_values() const { return !is_over() && store_.wants_snapshot_values(); }

  void add_snapshot_values(Context& context, Disk& disk, std::span<const ByteVector> values);
  void resign(Context& context, Disk& disk);
  void shut_down(Context& context, Disk& disk, std::int64_t timeout_ms);
  bool is_closed() const;
  std::string problem_of_dynamic_voters() const;
  void make_voters_dynamic(Context& context, Disk& disk);

  const QuorumConfig& config() const { return config_; }

  const ElectionState& election() const { return election_; }

  const Role& role() const { return role_; }

  RoleKind kind() const { return static_cast<RoleKind>(role_.index()); }

  Offset high_watermark() const { return high_watermark_; }

  /// In force: the last of the log, committed or not; else the configured.
  const VoterSet& voters() const { return store_.history().voters(); }

  const Store& store() const { return store_; }

  bool is_started() const { return is_started_; }

  bool is_active_leader() const;
  std::optional<Endpoint> leader_endpoint() const;

 private:
  /// What a request that was sent was about.
  struct Asked {
    enum class Kind : std::uint8_t {
      vote,
      begin,
      end,
      fetch,
      fetch_snapshot,
      api_versions,
      update
    };

    Kind kind = Kind::fetch;
    NodeId target{-1};
    LeaderEpoch epoch;
    bool is_pre_vote = false;
  };

  /// A Fetch of another replica that waits for records, or for its log position to be found.
  struct FetchRow {
    Request request;
    Offset offset;
    Offset known_high_watermark;
    Instant deadline;
    storage::Located located;
    bool is_located = false;
    bool is_loading = false;
  };

  bool is_voter() const { return config_.is_controller && voters().is_voter(own_key()); }

  ReplicaKey own_key() const { return {config_.id, config_.directory}; }

  Voter own_voter() const;

  std::size_t majority() const { return voters().majority(); }

  // ---- roles (elections.cc)
  void become(Context& context, Role role, std::string_view because);
  void set_election(Context& context, Disk& disk, const ElectionState& state);
  void become_unattached(Context& context, Disk& disk, LeaderEpoch epoch, std::string_view because);
  void become_follower(Context& context, Disk& disk, LeaderEpoch epoch, NodeId leader);
  void become_prospective(Context& context, Disk& disk);
  void become_candidate(Context& context, Disk& disk);
  void become_leader(Context& context, Disk& disk);
  void become_resigned(Context& context, std::string_view because);
  void ask_for_votes(Context& context);
  void on_votes_changed(Context& context, Disk& disk);
  void give_up(Context& context, Disk& disk, std::string_view because);
  void elect_if_due(Context& context, Disk& disk);
  Instant election_deadline(Context& context);

  /// What a message says of its sender's epoch. Others may name a leader that is gone: who looks
  /// for votes goes back to the leader that it knew only if that itself speaks.
  struct Known {
    LeaderEpoch epoch;
    NodeId leader{-1};
    bool is_from_leader = false;
  };

  /// True if it is not old news.
  bool take_epoch(Context& context, Disk& disk, const Known& known);

  // ---- requests (requests.cc)
  void handle(Context& context, Disk& disk, ReplyToken token, const Request& request,
              const wire::VoteRequest& vote);
  void handle(Context& context, Disk& disk, ReplyToken token, const Request& request,
              const wire::BeginQuorumEpochRequest& begin);
  void handle(Context& context, Disk& disk, ReplyToken token, const Request& request,
              const wire::EndQuorumEpochRequest& end);
  void handle(Context& context, Disk& disk, ReplyToken token, const Request& request,
              const wire::FetchRequest& fetch);
  void handle(Context& context, Disk& disk, ReplyToken token, const Request& request,
              const wire::DescribeQuorumRequest& describe);
  void handle(Context& context, Disk& disk, ReplyToken token, const Request& request,
              const wire::FetchSnapshotRequest& fetch);

  void handle(Context& context, Disk& disk, ReplyToken token, const Request& request,
              const wire::AddRaftVoterRequest& add);
  void handle(Context& context, Disk& disk, ReplyToken token, const Request& request,
              const wire::RemoveRaftVoterRequest& remove);
  void handle(Context& context, Disk& disk, ReplyToken token, const Request& request,
              const wire::UpdateRaftVoterRequest& update);
  void handle(Context& context, Disk& disk, ReplyToken token, const Request& request,
              const wire::ApiVersionsRequest& versions);
  bool grants(Context& context, const wire::VoteRequest::PartitionData& asked) const;
  bool is_up_to_date(LeaderEpoch last_epoch, Offset end) const;
  void reply(ReplyToken token, ResponseMessage message);

  // ---- leading (leading.cc)
  LogCheck check(const wire::FetchRequest::FetchPartition& wanted) const;
  /// The replica is there: a majority of the voters must be heard of.
  void hear(Context& context, const ReplicaKey& key);
  void note_fetch(Context& context, const wire::FetchRequest& fetch, Offset offset);
  void raise_high_watermark(Context& context, Offset to);
  void advance_high_watermark(Context& context);
  void look_at_fetches(Context& context, Disk& disk);
  bool answer_fetch(Context& context, Disk& disk, std::int64_t token, FetchRow& row);
  wire::FetchResponse fetch_response(const Request& request, wire::ErrorCode error) const;
  void refuse_fetches();
  void check_quorum(Context& context);
  void send_begin(Context& context);
  void note_voters(Context& context);

  // ---- who votes (reconfiguring.cc)
  VoterChangeView change_view() const;
  std::optional<Offset> append_voters(Context& context, Disk& disk, const VoterSet& voters);
  void on_api_versions(Context& context, Disk& disk, const Asked& asked,
                       const wire::ApiVersionsResponse* response);
  void on_updated(Context& context, Disk& disk, const Asked& asked,
                  const wire::UpdateRaftVoterResponse& response);
  void end_change(wire::ErrorCode error, std::optional<std::string> message);
  void finish_change(Context& context);
  bool has_to_tell() const;
  void tell_if_due(Context& context);
  bool is_caught_up(const Context& context, const ReplicaKey& replica) const;

  // ---- following (following.cc)
  void fetch_if_due(Context& context, Disk& disk);
  std::optional<Endpoint> next_to_ask(NodeId& target) const;
  void on_fetched(Context& context, Disk& disk, const wire::FetchResponse& response);
  void take_leader(Context& context, Disk& disk, const wire::FetchResponse& response,
                   const wire::FetchResponse::PartitionData& data);

  // ---- snapshots (snapshot_fetching.cc)
  /// What a snapshot of all below the committed end says before its values.
  SnapshotHead snapshot_head(SnapshotId id, Timestamp last_contained) const;
  void begin_download(Context& context, Disk& disk, SnapshotId id);
  void fetch_snapshot_if_due(Context& context, Disk& disk);
  void on_snapshot_fetched(Context& context, Disk& disk,
                           const wire::FetchSnapshotResponse& response);
  void settle_snapshots(Context& context, Disk& disk);
  void clean_if_due(Context& context, Disk& disk);
  void tell_of_snapshots(Context& context);

  /// Neither asks nor answers any more: it failed for good, or its log is being closed.
  bool is_over() const { return is_closing_ || !store_.failure().empty(); }

  void settle(Context& context, Disk& disk);
  void begin_life(Context& context, Disk& disk);
  RequestToken send(Asked asked, const Endpoint& endpoint, RequestMessage message,
                    std::int16_t version);
  std::optional<Endpoint> endpoint_of(NodeId id) const;
  std::optional<Endpoint> endpoint_of(const Voter& voter) const;
  Endpoint default_endpoint(const std::vector<Endpoint>& endpoints) const;

  template <class Response>
  void learn_leader(const Response& response, BrokerId leader);

  template <class Response>
  void tell_leader(Response& response, const Request& request) const;
  bool is_asking(Asked::Kind kind, NodeId target) const;

  QuorumConfig config_;
  Store store_;
  ElectionState election_;
  Role role_;
  Offset high_watermark_;
  std::map<NodeId, Endpoint> learned_;  ///< where leaders were said to be reached
  std::map<RequestToken, Asked> asked_;
  std::map<std::int64_t, FetchRow> fetches_;           ///< of others, by reply token
  std::vector<std::pair<ReplyToken, Request>> early_;  ///< came before the log was read
  std::vector<Outgoing> outgoing_;
  std::vector<Reply> replies_;
  std::int64_t last_token_ = 0;
  std::map<NodeId, Instant> vote_again_;  ///< who did not answer a Vote, and when it is asked again
  std::uint64_t elections_ = 0;           ///< counts the draws of time-outs
  std::optional<Instant> fetch_at_;       ///< the next own fetch, after a back-off
  std::optional<Instant> clean_at_;       ///< when old snapshots go next; nothing: there are none
  Instant started_at_;
  LeaderEpoch download_epoch_;      ///< of the leader that a snapshot is fetched from
  std::size_t next_bootstrap_ = 0;  ///< whom an observer asks next
  std::optional<Instant> shut_down_by_;
  bool is_started_ = false;
  bool is_shutting_down_ = false;
  bool is_closing_ = false;
};

}  // namespace fl::raft
