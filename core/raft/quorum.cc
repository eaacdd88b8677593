#include "core/raft/quorum.h"

#include "core/raft/replica.h"

#include <utility>

namespace fl::raft {

Quorum::Quorum() : replica_(std::make_unique<Replica>()) {}

Quorum::Quorum(const Quorum& other) : replica_(std::make_unique<Replica>(*other.replica_)) {}

Quorum::Quorum(Quorum&&) noexcept = default;

Quorum& Quorum::operator=(const Quorum& other) {
  if (this != &other) replica_ = std::make_unique<Replica>(*other.replica_);
  return *this;
}

Quorum& Quorum::operator=(Quorum&&) noexcept = default;

Quorum::~Quorum() = default;

void Quorum::start(Context& context, Disk& disk, QuorumConfig config) {
  replica_->start(context, disk, std::move(config));
}

void Quorum::on_done(Context& context, Disk& disk, const Owner& owner, const Done& done) {
  replica_->on_done(context, disk, owner, done);
}

std::optional<Instant> Quorum::next_due() const {
  return replica_->next_due();
}

void Quorum::on_due(Context& context, Disk& disk) {
  replica_->on_due(context, disk);
}

void Quorum::on_request(Context& context, Disk& disk, ReplyToken token, const Request& request) {
  replica_->on_request(context, disk, token, request);
}

void Quorum::on_response(Context& context, Disk& disk, RequestToken token,
                         const Response& response) {
  replica_->on_response(context, disk, token, response);
}

void Quorum::on_failure(Context& context, Disk& disk, RequestToken token) {
  replica_->on_failure(context, disk, token);
}

std::vector<Outgoing> Quorum::take_outgoing() {
  return replica_->take_outgoing();
}

std::vector<Reply> Quorum::take_replies() {
  return replica_->take_replies();
}

std::optional<Offset> Quorum::append(Context& context, Disk& disk,
                                     std::span<const ByteVector> values) {
  return replica_->append(context, disk, values);
}

Offset Quorum::committed_end() const {
  return replica_->high_watermark();
}

Offset Quorum::end() const {
  return replica_->store().end();
}

std::vector<Committed> Quorum::take_committed() {
  return replica_->take_committed();
}

bool Quorum::begin_snapshot(Context& context, Disk& disk, SnapshotId id, Timestamp last_contained) {
  return replica_->begin_snapshot(context, disk, id, last_contained);
}

bool Quorum::is_writing_snapshot() const {
  return replica_->store().is_writing_snapshot();
}

bool Quorum::wants_snapshot_values() const {
  return replica_->wants_snapshot_values();
}

void Quorum::add_snapshot_values(Context& context, Disk& disk, std::span<const ByteVector> values) {
  replica_->add_snapshot_values(context, disk, values);
}

LeaderAndEpoch Quorum::leader_and_epoch() const {
  return {.leader = replica_->election().leader, .epoch = replica_->election().epoch};
}

std::optional<Endpoint> Quorum::leader_endpoint() const {
  return replica_->leader_endpoint();
}

bool Quorum::is_leader() const {
  return replica_->is_active_leader();
}

bool Quorum::is_started() const {
  return replica_->is_started();
}

std::vector<Voter> Quorum::voters() const {
  return replica_->voters().all();
}

std::int16_t Quorum::kraft_version() const {
  return replica_->store().history().kraft_version();
}

std::string Quorum::problem_of_dynamic_voters() const {
  return replica_->problem_of_dynamic_voters();
}

void Quorum::make_voters_dynamic(Context& context, Disk& disk) {
  replica_->make_voters_dynamic(context, disk);
}

void Quorum::resign(Context& context, Disk& disk) {
  replica_->resign(context, disk);
}

void Quorum::shut_down(Context& context, Disk& disk, std::int64_t timeout_ms) {
  replica_->shut_down(context, disk, timeout_ms);
}

bool Quorum::is_closed() const {
  return replica_->is_closed();
}

const std::string& Quorum::failure() const {
  return replica_->store().failure();
}

const Replica& Quorum::replica() const {
  return *replica_;
}

}  // namespace fl::raft
