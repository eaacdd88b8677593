// One replica of the metadata quorum, as a copyable value without sockets: it is given requests and
// responses, and hands out what is to be sent. Votes and epochs are durable before anything that
// depends on them leaves; records count once they are synced on a majority of the voters.
// Roles and their one transition table: roles.h. What the roles do: one file per role.
// Source: KafkaRaftClient, QuorumState, KIP-595, KIP-630, KIP-853, KIP-996, "In search of an
// understandable consensus algorithm" (Ongaro, Ousterhout).
#pragma once
#include "core/base/ids.h"
#include "core/node/context.h"
#include "core/node/disk.h"
#include "core/node/input.h"
#include "core/raft/types.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fl::raft {

class Replica;

class Quorum {
 public:
  Quorum();
  Quorum(const Quorum& other);
  Quorum(Quorum&&) noexcept;
  Quorum& operator=(const Quorum& other);
  Quorum& operator=(Quorum&&) noexcept;
  ~Quorum();

  /// Reads `quorum-state`, the newest snapshot and the log, in slices, then acts. To be called once
  /// in an incarnation.
  void start(Context& context, Disk& disk, QuorumConfig config);

  /// REQUIRES: `owner.key` is kMetadataLogKey, `owner.kind` log, loading or metadata.
  void on_done(Context& context, Disk& disk, const Owner& owner, const Done& done);

  /// When on_due wants to be called, or nothing; it may be called earlier. Ask after each call.
  std::optional<Instant> next_due() const;
  void on_due(Context& context, Disk& disk);

  /// A request from another node (or an admin client). Its answer comes by take_replies(), perhaps
  /// much later. Nothing is answered before the log is read.
  void on_request(Context& context, Disk& disk, ReplyToken token, const Request& request);

  /// How a request of take_outgoing() ended: its answer, or none (disconnected, timed out,
  /// unreadable). Each is told once; what is no longer of interest is ignored.
  void on_response(Context& context, Disk& disk, RequestToken token, const Response& response);
  void on_failure(Context& context, Disk& disk, RequestToken token);

  /// What is to be sent, in order. Ask after each call.
  std::vector<Outgoing> take_outgoing();
  std::vector<Reply> take_replies();

  /// Appends the values as one batch. Returns the end at which they are committed (committed_end()
  /// has reached it, and leader and epoch have not changed); nothing if this node does not lead, or
  /// its disk failed. REQUIRES: at least one value.
  std::optional<Offset> append(Context& context, Disk& disk, std::span<const ByteVector> values);

  /// Exclusive; 0 until it is known. Never back.
  Offset committed_end() const;

  /// The end of all that was appended, committed or not.
  Offset end() const;

  /// What is newly committed, in order and without gaps: after a start all that was on disk, once
  /// it is known to be committed. A snapshot replaces all before.
  std::vector<Committed> take_committed();

  /// Begins a snapshot of all below `id.end`, whose last record has that epoch and timestamp. False
  /// if there is one already, or one is being written. Then, as long as it wants them, values: none
  /// end it, and it is kept once it is durable. REQUIRES: take_committed() has given all below.
  bool begin_snapshot(Context& context, Disk& disk, SnapshotId id, Timestamp last_contained);
  bool is_writing_snapshot() const;
  bool wants_snapshot_values() const;
  void add_snapshot_values(Context& context, Disk& disk, std::span<const ByteVector> values);

  /// Whom this node knows as leader of its epoch.
  LeaderAndEpoch leader_and_epoch() const;

  /// Where the leader's controller listener is reached; nothing if no leader is known.
  std::optional<Endpoint> leader_endpoint() const;

  /// This node leads, and its LeaderChange is committed: what was committed before is known, and
  /// take_committed() has given it (or will, now). Ready to act.
  bool is_leader() const;

  /// The log has been read.
  bool is_started() const;

  /// The voters in force: the last in the log, committed or not.
  std::vector<Voter> voters() const;

  /// The finalized level: 1 where voters are in the log.
  std::int16_t kraft_version() const;

  /// Why kraft.version cannot be raised to 1 now; "" if it can, or is 1.
  std::string problem_of_dynamic_voters() const;
  /// Raises kraft.version to 1: the static voters, as they told of themselves, are written to the
  /// log, and can be changed from then on. Nothing if it is 1. REQUIRES: no problem of the kind.
  void make_voters_dynamic(Context& context, Disk& disk);

  /// Wants to lead no longer: EndQuorumEpoch to the voters, then another elects itself. Kafka:
  /// a controller that fails does so.
  void resign(Context& context, Disk& disk);

  /// Stops gracefully: a leader resigns and waits (at most `timeout_ms`) until another leads, then
  /// the log is closed.
  void shut_down(Context& context, Disk& disk, std::int64_t timeout_ms = 5'000);
  bool is_closed() const;

  /// What went wrong for good: the node cannot go on. "" if nothing did.
  const std::string& failure() const;

  /// All that the replica knows, for views and tests.
  const Replica& replica() const;

 private:
  std::unique_ptr<Replica> replica_;
};

}  // namespace fl::raft
