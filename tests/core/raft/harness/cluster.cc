#include "tests/core/raft/harness/cluster.h"

#include "core/base/assert.h"
#include "core/raft/bootstrap_file.h"

#include <algorithm>
#include <utility>

namespace fl::raft {

namespace {

constexpr const char* kDirectory = "/meta";

/// Records as they come out of a socket: no file ranges, one slice.
void flatten(Records& records, const TestDisk& files) {
  ByteVector all;
  for (const Part& part : records.parts) {
    if (const auto* range = std::get_if<FileRange>(&part)) {
      const ByteVector bytes = files.bytes_of(*range);
      all.insert(all.end(), bytes.begin(), bytes.end());
    } else {
      const auto span = std::get<Slice>(part).span();
      all.insert(all.end(), span.begin(), span.end());
    }
  }
  records = Records(Slice(std::move(all)));
}

void flatten(ResponseMessage& message, const TestDisk& files) {
  if (auto* fetch = std::get_if<wire::FetchResponse>(&message))
    for (auto& topic : fetch->responses)
      for (auto& partition : topic.partitions)
        if (partition.records) flatten(*partition.records, files);
  if (auto* fetch = std::get_if<wire::FetchSnapshotResponse>(&message))
    for (auto& topic : fetch->topics)
      for (auto& partition : topic.partitions)
        flatten(partition.unaligned_records, files);
}

ByteVector bytes_of(const std::string& text) {
  ByteVector bytes;
  for (const char c : text)
    bytes.push_back(static_cast<ByteVector::value_type>(c));
  return bytes;
}

std::string text_of(const CommittedBatch& batch) {
  std::string text = std::to_string(batch.epoch.value) + ":" + std::to_string(batch.end.value);
  for (const Slice& value : batch.values)
    text += "|" + std::string(value.text());
  return text;
}

}  // namespace

Cluster::Cluster(ClusterSettings wanted) : settings(wanted), draw_(wanted.seed) {
  for (std::int32_t id = 1; id <= settings.voters + settings.observers; ++id)
    nodes_[id];
  for (std::int32_t id = 1; settings.is_dynamic && id <= settings.voters; ++id)
    format(id);
}

Uuid Cluster::directory_of(std::int32_t id) const {
  if (!settings.is_dynamic && !settings.has_directory_ids) return {};
  return {static_cast<std::uint64_t>(id), static_cast<std::uint64_t>(nodes_.at(id).wiped) + 1};
}

Voter Cluster::voter(std::int32_t id) const {
  const std::uint16_t moved = nodes_.at(id).port;
  const auto port = moved != 0 ? moved : static_cast<std::uint16_t>(9000 + id);
  return {
      .id = NodeId(id),
      .directory = directory_of(id),
      .endpoints = {{.listener = "CONTROLLER", .host = "node-" + std::to_string(id), .port = port}},
      .kraft_version_min = kKraftVersionMin,
      .kraft_version_max = kKraftVersionMax};
}

/// Its disk as `storage format --initial-controllers` leaves it.
void Cluster::format(std::int32_t id) {
  std::vector<Voter> voters;
  for (std::int32_t other = 1; other <= settings.voters; ++other)
    voters.push_back(voter(other));
  nodes_.at(id).files.put(
      std::string(kDirectory) + "/" + std::string(kMetadataLogDirectory) + "/" +
          std::string(kFormattedVotersFile),
      build_formatted_voters(VoterSet(voters).to_record(), Timestamp(1'700'000'000'000)));
}

void Cluster::wipe(std::int32_t id) {
  Node& node = nodes_.at(id);
  FL_ASSERT(!node.quorum);
  node.files = TestDisk();
  node.shown = LeaderEpoch(0);
  ++node.wiped;
}

std::vector<std::int32_t> Cluster::voters(std::int32_t id) const {
  std::vector<std::int32_t> ids;
  for (const Voter& voter : nodes_.at(id).quorum->voters())
    ids.push_back(voter.id.value);
  return ids;
}

QuorumConfig Cluster::config(std::int32_t id) const {
  QuorumConfig config{.id = NodeId(id),
                      .directory = directory_of(id),
                      .cluster_id = "cluster",
                      .is_controller = settings.is_dynamic || id <= settings.voters};
  for (std::int32_t other = 1; !settings.is_dynamic && other <= settings.voters; ++other)
    config.static_voters.push_back(
        {.id = NodeId(other), .directory = {}, .endpoints = voter(other).endpoints});
  for (const auto& [other, node] : nodes_)
    if (settings.is_dynamic) config.bootstrap_servers.push_back(voter(other).endpoints.front());
  config.endpoints = voter(id).endpoints;
  config.log_directory = kDirectory;
  config.segment_bytes = settings.segment_bytes;
  config.snapshots_bytes_max = settings.retention_bytes;
  config.fetch_snapshot_bytes_max = settings.piece_bytes;
  config.files =
      nodes_.at(id).files.list(std::string(kDirectory) + "/" + std::string(kMetadataLogDirectory));
  return config;
}

std::vector<std::string> Cluster::files(std::int32_t id) const {
  std::vector<std::string> names;
  for (const ListedFile& file : config(id).files)
    names.push_back(file.path);
  return names;
}

std::string Cluster::state_text(std::int32_t id) const {
  return nodes_.at(id).files.text(std::string(kDirectory) + "/" +
                                  std::string(kMetadataLogDirectory) + "/" +
                                  std::string(kQuorumStateFile));
}

void Cluster::boot(std::int32_t id) {
  Node& node = nodes_.at(id);
  FL_ASSERT(!node.quorum);
  ++node.incarnation;
  node.disk = Disk();
  node.disk_free = now_;
  node.committed = Offset(0);
  node.taken = Offset(0);
  node.led = false;
  node.values.clear();
  node.values_in_snapshot = 0;
  node.writing.reset();
  node.quorum.emplace();
  QuorumConfig start = config(id);
  step(id, [&](Quorum& quorum, Context& context, Disk& disk) {
    quorum.start(context, disk, std::move(start));
  });
}

void Cluster::boot_all() {
  for (auto& [id, node] : nodes_)
    if (!node.quorum) boot(id);
}

void Cluster::crash(std::int32_t id, bool loses_power) {
  Node& node = nodes_.at(id);
  if (!node.quorum) return;
  node.quorum.reset();
  node.waiting.clear();
  if (loses_power)
    node.files.lose_power(draw_, ++draws_);
  else
    node.files.kill();
}

void Cluster::cut(std::int32_t from, std::int32_t to) {
  cut_.emplace(from, to);
}

void Cluster::isolate(std::int32_t id) {
  for (const auto& [other, node] : nodes_) {
    if (other == id) continue;
    cut(id, other);
    cut(other, id);
  }
}

std::int64_t Cluster::delay(std::string_view stream, std::int64_t max_ms) {
  return 1'000 + static_cast<std::int64_t>(
                     draw_.below(static_cast<std::uint64_t>(max_ms * kMs) + 1, stream, {++draws_}));
}

void Cluster::later(std::int64_t after, Action action) {
  events_.emplace(std::pair(now_ + after, ++last_event_), std::move(action));
}

bool Cluster::passes(std::int32_t from, std::int32_t to) {
  if (cut_.contains({from, to})) return false;
  return settings.loss_per_mille == 0 ||
         !draw_.chance(static_cast<std::uint64_t>(settings.loss_per_mille), 1'000, "loss",
                       {++draws_});
}

void Cluster::step(std::int32_t id, const std::function<void(Quorum&, Context&, Disk&)>& what) {
  Node& node = nodes_.at(id);
  std::vector<Effect> effects;
  std::vector<StepId> causes;
  Context context{.self = NodeId(id),
                  .incarnation = node.incarnation,
                  .now = now_,
                  .wall = Timestamp(1'700'000'000'000 + now_.value / kMs),
                  .draw = draw_,
                  .effects = effects,
                  .causes = causes};
  // A quorum is a value: a copy goes on in its place.
  if (draw_.chance(1, 16, "copy", {++draws_})) node.quorum = Quorum(*node.quorum);
  what(*node.quorum, context, node.disk);
  take_committed(id);
  write_snapshot(node, context);
  for (const Effect& effect : effects) {
    const bool had = node.files.has_answer();
    static_cast<void>(had);
    node.files.perform(effect);
  }
  // One event per operation that is not answered yet; they end in order.
  for (const Effect& effect : effects) {
    if (std::holds_alternative<CloseFile>(effect)) continue;
    node.disk_free = std::max(node.disk_free, now_) + delay("disk", settings.disk_max_ms);
    later(node.disk_free - now_, [this, id, incarnation = node.incarnation] {
      Node& at = nodes_.at(id);
      if (!at.quorum || at.incarnation != incarnation || !at.files.has_answer()) return;
      const Done done = at.files.take_answer();
      step(id, [&](Quorum& quorum, Context& inner, Disk& disk) {
        quorum.on_done(inner, disk, disk.finish(inner, done.op), done);
      });
    });
  }
  for (Outgoing& outgoing : node.quorum->take_outgoing())
    deliver(id, std::move(outgoing));
  for (Reply& reply : node.quorum->take_replies())
    answer(id, std::move(reply));
  check(id);
}

void Cluster::deliver(std::int32_t from, Outgoing outgoing) {
  note_request(from, outgoing.request);
  Node& sender = nodes_.at(from);
  const std::int32_t incarnation = sender.incarnation;
  const RequestToken token = outgoing.token;
  // By the host alone: a node that moved is still reached where it was.
  const std::int32_t to = std::stoi(outgoing.endpoint.host.substr(5));
  auto is_over = std::make_shared<bool>(false);
  later(outgoing.timeout_ms * kMs, [this, from, incarnation, token, is_over] {
    Node& at = nodes_.at(from);
    if (std::exchange(*is_over, true) || !at.quorum || at.incarnation != incarnation) return;
    step(from, [&](Quorum& quorum, Context& context, Disk& disk) {
      quorum.on_failure(context, disk, token);
    });
  });
  if ((filter && !filter(from, outgoing)) || !passes(from, to) || !nodes_.contains(to)) return;
  const auto come_back = [this, from, to, incarnation, token, is_over](const Response& response) {
    if (!passes(to, from)) return;
    later(delay("response", settings.delay_max_ms),
          [this, from, incarnation, token, is_over, response] {
            Node& at = nodes_.at(from);
            if (std::exchange(*is_over, true) || !at.quorum || at.incarnation != incarnation)
              return;
            step(from, [&](Quorum& quorum, Context& context, Disk& disk) {
              quorum.on_response(context, disk, token, response);
            });
          });
  };
  later(delay("request", settings.delay_max_ms), [this, to, come_back, request = outgoing.request] {
    Node& at = nodes_.at(to);
    if (!at.quorum) return;
    const std::int64_t reply = ++at.last_reply;
    at.waiting[reply] = come_back;
    step(to, [&](Quorum& quorum, Context& context, Disk& disk) {
      quorum.on_request(context, disk, ReplyToken(reply), request);
    });
  });
}

void Cluster::answer(std::int32_t id, Reply reply) {
  Node& node = nodes_.at(id);
  const auto at = node.waiting.find(reply.token.value);
  if (at == node.waiting.end()) {
    wrong.push_back("node " + std::to_string(id) + " answers what it was not asked, or twice");
    return;
  }
  flatten(reply.response.message, node.files);
  if (const auto* vote = std::get_if<wire::VoteResponse>(&reply.response.message);
      vote != nullptr && !vote->topics.empty())
    node.shown = std::max(node.shown, vote->topics[0].partitions[0].leader_epoch);
  const auto then = std::move(at->second);
  node.waiting.erase(at);
  then(reply.response);
}

void Cluster::note_request(std::int32_t id, const Request& request) {
  Node& node = nodes_.at(id);
  if (const auto* vote = std::get_if<wire::VoteRequest>(&request.message)) {
    const auto& data = vote->topics[0].partitions[0];
    node.shown = std::max(node.shown, data.replica_epoch);
    if (!data.pre_vote) note_vote(id, data.replica_epoch, id);
  }
}

void Cluster::note_vote(std::int32_t id, LeaderEpoch epoch, std::int32_t candidate) {
  const auto [at, is_new] = votes_.try_emplace({id, epoch}, candidate);
  if (at->second != candidate)
    wrong.push_back("node " + std::to_string(id) + " voted twice in epoch " +
                    std::to_string(epoch.value));
}

void Cluster::check(std::int32_t id) {
  Node& node = nodes_.at(id);
  const std::string name = "node " + std::to_string(id);
  Quorum& quorum = *node.quorum;
  const LeaderAndEpoch known = quorum.leader_and_epoch();
  if (quorum.is_started() && known.epoch < node.shown)
    wrong.push_back(name + " went back to epoch " + std::to_string(known.epoch.value));
  const bool leads = std::holds_alternative<Leader>(quorum.replica().role());
  if (leads) {
    const auto [at, is_new] = leaders_.try_emplace(known.epoch, id);
    if (at->second != id)
      wrong.push_back(name + " is a second leader of epoch " + std::to_string(known.epoch.value));
    if (!node.led && quorum.end() < history_end_)
      wrong.push_back(name + " leads without all that is committed");
  }
  node.led = leads;
  if (quorum.committed_end() < node.committed) wrong.push_back(name + "'s high watermark fell");
  node.committed = quorum.committed_end();
  if (node.committed > quorum.end()) wrong.push_back(name + " has committed what it has not");
  if (!quorum.failure().empty() && node.files.error == IoError::none)
    wrong.push_back(name + ": " + quorum.failure());
}

void Cluster::take_committed(std::int32_t id) {
  for (const Committed& committed : nodes_.at(id).quorum->take_committed()) {
    if (const auto* batch = std::get_if<CommittedBatch>(&committed))
      take_batch(id, *batch);
    else
      take_snapshot(id, std::get<CommittedSnapshot>(committed));
  }
}

void Cluster::take_batch(std::int32_t id, const CommittedBatch& batch) {
  Node& node = nodes_.at(id);
  if (batch.base != node.taken)
    wrong.push_back("node " + std::to_string(id) + " left a gap at offset " +
                    std::to_string(node.taken.value));
  node.taken = batch.end;
  node.taken_epoch = batch.epoch;
  for (const Slice& value : batch.values)
    node.values.emplace_back(value.text());
  const auto [at, is_new] = history_.try_emplace(batch.base, text_of(batch));
  if (at->second != text_of(batch) || (is_new && batch.base < history_end_))
    wrong.push_back("node " + std::to_string(id) + " has another batch at offset " +
                    std::to_string(batch.base.value) + ": " + text_of(batch) + " for " +
                    at->second);
  history_end_ = std::max(history_end_, batch.end);
}

/// A snapshot is all that was committed below its end, whoever wrote it.
void Cluster::take_snapshot(std::int32_t id, const CommittedSnapshot& snapshot) {
  Node& node = nodes_.at(id);
  const std::string name = "node " + std::to_string(id);
  if (snapshot.id.end < node.taken) wrong.push_back(name + " went back to a snapshot");
  std::string all;
  node.values.clear();
  for (const CommittedBatch& batch : snapshot.batches)
    for (const Slice& value : batch.values) {
      node.values.emplace_back(value.text());
      all += "|" + node.values.back();
    }
  std::string expected;
  for (const auto& [base, text] : history_)
    if (base < snapshot.id.end && text.find('|') != std::string::npos)
      expected += text.substr(text.find('|'));
  if (all != expected) wrong.push_back(name + " took " + all + " as snapshot of " + expected);
  node.taken = snapshot.id.end;
  node.taken_epoch = snapshot.id.epoch;
  node.values_in_snapshot = node.values.size();
  node.writing.reset();
  ++node.restored;
}

/// As the state machine above does: one batch of at most two values at a time.
void Cluster::write_snapshot(Node& node, Context& context) {
  Quorum& quorum = *node.quorum;
  const auto every = static_cast<std::size_t>(settings.snapshot_every);
  if (every > 0 && !node.writing && node.values.size() >= node.values_in_snapshot + every &&
      quorum.begin_snapshot(context, node.disk, {.end = node.taken, .epoch = node.taken_epoch},
                            context.wall)) {
    node.values_in_snapshot = node.values.size();
    node.writing = node.values;
  }
  if (!node.writing || !quorum.wants_snapshot_values()) return;
  std::vector<ByteVector> some;
  std::vector<std::string>& left = *node.writing;
  for (; !left.empty() && some.size() < 2; left.erase(left.begin()))
    some.push_back(bytes_of(left.front()));
  quorum.add_snapshot_values(context, node.disk, some);
  if (some.empty()) node.writing.reset();
}

bool Cluster::advance(Instant end) {
  std::optional<Instant> next;
  std::int32_t due = 0;
  if (!events_.empty()) next = events_.begin()->first.first;
  for (auto& [id, node] : nodes_) {
    if (!node.quorum) continue;
    const auto at = node.quorum->next_due();
    if (at && (!next || *at < *next)) {
      next = std::max(*at, now_);
      due = id;
    }
  }
  if (!next || *next > end) {
    now_ = end;
    return false;
  }
  calls_now_ = *next > now_ ? 0 : calls_now_ + 1;
  if (calls_now_ > 10'000) {
    wrong.push_back("time stands still: node " + std::to_string(due) + " is always due");
    return false;
  }
  now_ = *next;
  if (due != 0) {
    step(due, [](Quorum& quorum, Context& context, Disk& disk) { quorum.on_due(context, disk); });
    return true;
  }
  const Action action = std::move(events_.begin()->second);
  events_.erase(events_.begin());
  action();
  return true;
}

bool Cluster::run(std::int64_t ms, const std::function<bool()>& until) {
  const Instant end = now_ + ms * kMs;
  calls_now_ = 0;
  while (!until()) {
    if (!wrong.empty()) return false;
    if (!advance(end)) return until();
  }
  return true;
}

std::int32_t Cluster::leader() const {
  std::int32_t found = 0;
  for (const auto& [id, node] : nodes_) {
    if (!node.quorum || !node.quorum->is_leader()) continue;
    if (found != 0) return 0;
    found = id;
  }
  return found;
}

bool Cluster::settle(std::int64_t ms) {
  return run(ms, [this] {
    const std::int32_t leads = leader();
    if (leads == 0) return false;
    const LeaderAndEpoch wanted = quorum(leads).leader_and_epoch();
    return std::ranges::all_of(nodes_, [&](const auto& entry) {
      const auto& other = entry.second.quorum;
      return !other || (other->leader_and_epoch() == wanted && other->is_started());
    });
  });
}

std::optional<Offset> Cluster::append(std::int32_t id, const std::string& value) {
  std::optional<Offset> end;
  const std::vector<ByteVector> values{bytes_of(value)};
  step(id, [&](Quorum& quorum, Context& context, Disk& disk) {
    end = quorum.append(context, disk, values);
  });
  return end;
}

bool Cluster::commit(const std::string& value, std::int64_t ms) {
  const Instant end = now_ + ms * kMs;
  while (now_ < end && wrong.empty()) {
    if (!settle((end - now_) / kMs + 1)) return false;
    const std::int32_t leads = leader();
    const auto committed = append(leads, value);
    if (!committed) continue;
    const auto epoch = quorum(leads).leader_and_epoch();
    run((end - now_) / kMs + 1, [&] {
      return quorum(leads).leader_and_epoch() != epoch ||
             std::ranges::all_of(nodes_, [&](const auto& entry) {
               const auto& other = entry.second.quorum;
               return !other || other->committed_end() >= *committed;
             });
    });
    if (quorum(leads).leader_and_epoch() == epoch)
      return quorum(leads).committed_end() >= *committed;
  }
  return false;
}

void Cluster::post(std::int32_t id, RequestMessage message, std::int16_t version) {
  Node& node = nodes_.at(id);
  const std::int64_t token = ++node.last_reply;
  node.waiting[token] = [](const Response&) {};
  const Request request{.message = std::move(message), .version = version};
  step(id, [&](Quorum& quorum, Context& context, Disk& disk) {
    quorum.on_request(context, disk, ReplyToken(token), request);
  });
}

Response Cluster::ask(std::int32_t id, RequestMessage message, std::int16_t version,
                      std::int64_t ms) {
  Node& node = nodes_.at(id);
  std::optional<Response> got;
  const std::int64_t token = ++node.last_reply;
  node.waiting[token] = [&got](const Response& response) { got = response; };
  const Request request{.message = std::move(message), .version = version};
  step(id, [&](Quorum& quorum, Context& context, Disk& disk) {
    quorum.on_request(context, disk, ReplyToken(token), request);
  });
  run(ms, [&] { return got.has_value(); });
  if (!got) wrong.push_back("node " + std::to_string(id) + " did not answer");
  node.waiting.erase(token);
  return got.value_or(Response{});
}

std::string Cluster::describe() const {
  std::string text;
  for (const auto& [id, node] : nodes_) {
    text += "node " + std::to_string(id) + " at " + std::to_string(now_.value / kMs) + " ms: ";
    if (!node.quorum) {
      text += "down\n";
      continue;
    }
    const Quorum& quorum = *node.quorum;
    const LeaderAndEpoch known = quorum.leader_and_epoch();
    text += std::string(name_of(quorum.replica().kind())) + ", epoch " +
            std::to_string(known.epoch.value) + ", leader " + std::to_string(known.leader.value) +
            ", end " + std::to_string(quorum.end().value) + ", committed " +
            std::to_string(quorum.committed_end().value) + ", voters " +
            quorum.replica().voters().keys_text() + (quorum.is_started() ? "" : ", not started") +
            " " + quorum.failure() + "\n";
  }
  return text;
}

void Cluster::make_voters_dynamic(std::int32_t id) {
  step(id, [](Quorum& quorum, Context& context, Disk& disk) {
    quorum.make_voters_dynamic(context, disk);
  });
}

void Cluster::shut_down(std::int32_t id) {
  step(id, [](Quorum& quorum, Context& context, Disk& disk) { quorum.shut_down(context, disk); });
}

void Cluster::resign(std::int32_t id) {
  step(id, [](Quorum& quorum, Context& context, Disk& disk) { quorum.resign(context, disk); });
}

Cluster only_one_is_up() {
  Cluster cluster({.voters = 3});
  cluster.filter = [](std::int32_t, const Outgoing&) { return false; };
  cluster.boot(1);
  cluster.run(100);
  return cluster;
}

}  // namespace fl::raft
