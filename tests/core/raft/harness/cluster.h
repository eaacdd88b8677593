// Several replicas of a metadata quorum with disks in memory and a network that delays, loses and
// cuts, all by keyed draws: a seed names a run. After every step it holds what must always hold
// (one leader in an epoch, one vote of a replica in an epoch, committed batches never change, a
// leader has them all, nothing moves back) and keeps what went wrong in `wrong`.
#pragma once
#include "core/node/disk.h"
#include "core/raft/quorum.h"
#include "core/raft/replica.h"
#include "tests/core/raft/harness/test_disk.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace fl::raft {

constexpr std::int64_t kMs = kNanosecondsPerMillisecond;

struct ClusterSettings {
  std::int32_t voters = 3;
  std::int32_t observers = 0;
  std::uint64_t seed = 1;
  std::int64_t delay_max_ms = 5;    ///< of a message
  std::int64_t disk_max_ms = 3;     ///< of a disk operation
  std::int32_t loss_per_mille = 0;  ///< of messages
  /// Voters are in the log: the first ones as formatted, observers are controllers, too.
  bool is_dynamic = false;
  bool has_directory_ids = false;   ///< of disks, with static voters too
  std::int32_t snapshot_every = 0;  ///< committed values; 0: no snapshots
  std::int64_t retention_bytes = 100LL << 20;
  std::int64_t segment_bytes = 1 << 30;
  std::int32_t piece_bytes = 1 << 20;  ///< of a snapshot that is fetched
};

class Cluster {
 public:
  explicit Cluster(ClusterSettings settings);

  /// Takes the disk of a node that is down away; it gets another with another directory id.
  void wipe(std::int32_t id);

  ReplicaKey key(std::int32_t id) const { return {NodeId(id), directory_of(id)}; }

  /// What the node says of itself as a voter.
  Voter voter(std::int32_t id) const;

  /// Boots a node that is down. Ids are 1 to voters + observers.
  void boot(std::int32_t id);
  void boot_all();
  void crash(std::int32_t id, bool loses_power);
  void cut(std::int32_t from, std::int32_t to);
  void isolate(std::int32_t id);

  void heal() { cut_.clear(); }

  /// Runs until `until` holds, at most so long. True if it held.
  bool run(std::int64_t ms, const std::function<bool()>& until = [] { return false; });

  /// The node that leads, and is ready; 0 if none does, or two do.
  std::int32_t leader() const;
  /// Runs until one leads and all that are up follow it.
  bool settle(std::int64_t ms = 20'000);
  /// Appends at the node. The end at which it is committed, or nothing.
  std::optional<Offset> append(std::int32_t id, const std::string& value);
  /// Appends at whoever leads, and waits until all that are up have it committed.
  bool commit(const std::string& value, std::int64_t ms = 20'000);

  /// Hands the node a request and returns its answer, without the network. Waits for its disk.
  Response ask(std::int32_t id, RequestMessage message, std::int16_t version,
               std::int64_t ms = 1'000);
  /// Hands the node a request, and does not wait for the answer.
  void post(std::int32_t id, RequestMessage message, std::int16_t version);
  void shut_down(std::int32_t id);
  void make_voters_dynamic(std::int32_t id);
  void resign(std::int32_t id);

  /// After so long, whatever runs then.
  void resign_at(std::int32_t id, std::int64_t ms) {
    later(ms * kMs, [this, id] { resign(id); });
  }

  Quorum& quorum(std::int32_t id) { return *nodes_.at(id).quorum; }

  RoleKind role(std::int32_t id) const { return nodes_.at(id).quorum->replica().kind(); }

  /// The ids that vote, as the node's log says.
  std::vector<std::int32_t> voters(std::int32_t id) const;

  bool is_up(std::int32_t id) const { return nodes_.at(id).quorum.has_value(); }

  TestDisk& disk(std::int32_t id) { return nodes_.at(id).files; }

  std::vector<std::string> values(std::int32_t id) const { return nodes_.at(id).values; }

  /// The names in the node's directory of the metadata log.
  std::vector<std::string> files(std::int32_t id) const;

  /// Snapshots that the node took over: at its starts, and from leaders.
  std::int32_t restored(std::int32_t id) const { return nodes_.at(id).restored; }

  std::string state_text(std::int32_t id) const;

  Instant now() const { return now_; }

  /// All nodes, one a line: what to read when a seed fails.
  std::string describe() const;

  ClusterSettings settings;
  std::vector<std::string> wrong;

  /// From its next boot on the node listens at another port.
  void move(std::int32_t id, std::uint16_t port) { nodes_.at(id).port = port; }

  /// Sees each request before it is sent: false loses it.
  std::function<bool(std::int32_t from, const Outgoing&)> filter;

 private:
  struct Node {
    std::optional<Quorum> quorum;
    Disk disk;
    TestDisk files;
    std::int32_t incarnation = 0;
    std::int32_t wiped = 0;  ///< counts its disks
    std::uint16_t port = 0;  ///< moved to; 0: its usual one
    Instant disk_free;       ///< when the last disk operation ends
    Offset committed;
    Offset taken;       ///< end of what take_committed gave
    LeaderEpoch shown;  ///< the largest epoch that others have seen of it, in any life
    bool led = false;
    std::vector<std::string> values;
    LeaderEpoch taken_epoch;  ///< of the last batch that was taken
    std::size_t values_in_snapshot = 0;
    std::optional<std::vector<std::string>> writing;  ///< values of a snapshot, yet to be written
    std::int32_t restored = 0;
    std::map<std::int64_t, std::function<void(const Response&)>> waiting;
    std::int64_t last_reply = 0;
  };

  using Action = std::function<void()>;

  void step(std::int32_t id, const std::function<void(Quorum&, Context&, Disk&)>& what);
  void deliver(std::int32_t from, Outgoing outgoing);
  void answer(std::int32_t id, Reply reply);
  void check(std::int32_t id);
  void take_committed(std::int32_t id);
  void take_batch(std::int32_t id, const CommittedBatch& batch);
  void take_snapshot(std::int32_t id, const CommittedSnapshot& snapshot);
  void write_snapshot(Node& node, Context& context);
  void note_vote(std::int32_t id, LeaderEpoch epoch, std::int32_t candidate);
  void note_request(std::int32_t id, const Request& request);
  void later(std::int64_t after, Action action);
  bool passes(std::int32_t from, std::int32_t to);
  std::int64_t delay(std::string_view stream, std::int64_t max_ms);
  bool advance(Instant end);
  QuorumConfig config(std::int32_t id) const;
  Uuid directory_of(std::int32_t id) const;
  void format(std::int32_t id);

  Draw draw_;
  Instant now_{kMs};
  std::uint64_t draws_ = 0;
  std::int64_t calls_now_ = 0;
  std::map<std::int32_t, Node> nodes_;
  std::map<std::pair<Instant, std::uint64_t>, Action> events_;
  std::uint64_t last_event_ = 0;
  std::set<std::pair<std::int32_t, std::int32_t>> cut_;
  std::map<LeaderEpoch, std::int32_t> leaders_;
  std::map<std::pair<std::int32_t, LeaderEpoch>, std::int32_t> votes_;
  std::map<Offset, std::string> history_;  ///< committed batches by base
  Offset history_end_;
};

/// One Vote, BeginQuorumEpoch, EndQuorumEpoch, or Fetch as a peer sends it.
wire::VoteRequest vote_of(std::int32_t candidate, std::int32_t epoch, std::int32_t last_epoch,
                          std::int64_t end, bool is_pre_vote = false);
wire::BeginQuorumEpochRequest begin_of(std::int32_t leader, std::int32_t epoch);
wire::EndQuorumEpochRequest end_of(std::int32_t leader, std::int32_t epoch,
                                   const std::vector<std::int32_t>& successors);
wire::FetchRequest fetch_of(std::int32_t replica, std::int32_t epoch, std::int64_t offset,
                            std::int32_t last_epoch);

const wire::VoteResponse::PartitionData& vote_in(const Response& response);
const wire::FetchResponse::PartitionData& fetch_in(const Response& response);

wire::AddRaftVoterRequest add_of(const Voter& voter, bool acks_when_committed = true);
wire::RemoveRaftVoterRequest remove_of(const ReplicaKey& voter);
wire::UpdateRaftVoterRequest update_of(const Voter& voter, std::int32_t epoch);

/// Three voters of which only node 1 is up: it answers, and elects nobody.
Cluster only_one_is_up();

}  // namespace fl::raft
