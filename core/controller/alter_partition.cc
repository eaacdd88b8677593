#include "core/controller/alter_partition.h"

#include "core/controller/partition_planner.h"

#include <algorithm>
#include <set>
#include <utility>

namespace fl::controller {

namespace {

using Request = wire::AlterPartitionRequest;
using Response = wire::AlterPartitionResponse;
using metadata::PartitionImage;
using wire::ErrorCode;

constexpr std::int16_t kVersionWithBrokerEpochs = 3;
constexpr BrokerEpoch kNoBrokerEpoch{-1};

/// What was proposed for one partition.
struct Proposal {
  BrokerId sender;
  const Request::PartitionData& data;
  std::vector<Request::BrokerState> isr;
};

struct Refusal {
  ErrorCode error = ErrorCode::none;
  Decision because;
};

Refusal refusal(ErrorCode error, std::string_view rule, std::vector<Term> terms = {}) {
  return {.error = error, .because = {.rule = rule, .terms = std::move(terms)}};
}

bool holds(const std::vector<BrokerId>& ids, BrokerId id) {
  return std::ranges::find(ids, id) != ids.end();
}

std::vector<BrokerId> ids_of(const std::vector<Request::BrokerState>& states) {
  std::vector<BrokerId> ids;
  for (const Request::BrokerState& state : states)
    ids.push_back(state.broker_id);
  return ids;
}

/// A leader that knows later epochs than this controller knows a later controller.
Refusal check_epochs(const Proposal& proposal, const PartitionImage& partition) {
  const Request::PartitionData& data = proposal.data;
  const std::vector<Term> terms{
      {.name = "leader_epoch", .value = data.leader_epoch.value},
      {.name = "current_leader_epoch", .value = partition.leader_epoch.value},
      {.name = "partition_epoch", .value = data.partition_epoch.value},
      {.name = "current_partition_epoch", .value = partition.partition_epoch.value}};
  if (data.leader_epoch > partition.leader_epoch)
    return refusal(ErrorCode::not_controller, "leader-epoch-is-newer", terms);
  if (data.partition_epoch > partition.partition_epoch)
    return refusal(ErrorCode::not_controller, "partition-epoch-is-newer", terms);
  if (data.leader_epoch < partition.leader_epoch)
    return refusal(ErrorCode::fenced_leader_epoch, "leader-epoch-is-older", terms);
  if (proposal.sender != partition.leader)
    return refusal(ErrorCode::invalid_request, "only-the-leader-proposes",
                   {{.name = "leader", .value = partition.leader.value}});
  if (data.partition_epoch < partition.partition_epoch)
    return refusal(ErrorCode::invalid_update_version, "partition-epoch-is-older", terms);
  return {};
}

Refusal check_isr(const Proposal& proposal, const PartitionImage& partition) {
  const std::vector<BrokerId> isr = ids_of(proposal.isr);
  const std::set<BrokerId> distinct(isr.begin(), isr.end());
  const bool are_replicas =
      std::ranges::all_of(isr, [&partition](BrokerId id) { return holds(partition.replicas, id); });
  if (isr.empty() || distinct.size() != isr.size() || !are_replicas)
    return refusal(ErrorCode::invalid_request, "isr-is-of-replicas");
  if (!holds(isr, partition.leader))
    return refusal(ErrorCode::invalid_request, "isr-has-the-leader");
  const std::int8_t state = proposal.data.leader_recovery_state;
  if (state != kRecovered && state != kRecovering)
    return refusal(ErrorCode::invalid_request, "leader-recovery-state-is-known");
  const bool is_recovering = state == kRecovering;
  if (is_recovering && isr.size() > 1)
    return refusal(ErrorCode::invalid_request, "recovering-leader-is-alone-in-the-isr");
  if (partition.leader_recovery_state == kRecovered && is_recovering)
    return refusal(ErrorCode::invalid_request, "recovered-leader-stays-recovered");
  return {};
}

/// KIP-841 and KIP-903: who is fenced, leaves, or is another incarnation than the leader knows may
/// not come in.
Refusal check_members(const metadata::Image& image, const Proposal& proposal) {
  for (const Request::BrokerState& member : proposal.isr) {
    const std::vector<Term> terms{{.name = "broker", .value = member.broker_id.value}};
    const metadata::BrokerImage* const broker = image.brokers.find(member.broker_id);
    if (broker == nullptr)
      return refusal(ErrorCode::ineligible_replica, "isr-member-is-not-registered", terms);
    if (broker->is_in_controlled_shutdown)
      return refusal(ErrorCode::ineligible_replica, "isr-member-is-shutting-down", terms);
    if (broker->is_fenced)
      return refusal(ErrorCode::ineligible_replica, "isr-member-is-fenced", terms);
    if (member.broker_epoch != kNoBrokerEpoch && member.broker_epoch != broker->epoch)
      return refusal(ErrorCode::ineligible_replica, "isr-member-is-another-incarnation",
                     {terms.front(),
                      {.name = "broker_epoch", .value = member.broker_epoch.value},
                      {.name = "current_broker_epoch", .value = broker->epoch.value}});
  }
  return {};
}

Refusal check(const metadata::Image& image, const Proposal& proposal,
              const PartitionImage& partition) {
  if (Refusal refused = check_epochs(proposal, partition); refused.error != ErrorCode::none)
    return refused;
  if (Refusal refused = check_isr(proposal, partition); refused.error != ErrorCode::none)
    return refused;
  return check_members(image, proposal);
}

class Alterer {
 public:
  explicit Alterer(const View& view)
      : view_(view), planner_(view, decided_.records, decided_.stories, "leader-proposes-isr") {}

  Decided<Response> decide(const Request& request, std::int16_t version) {
    const ApiError error = check_broker_epoch(view_.image, request.broker_id, request.broker_epoch);
    if (error.is_failure()) {
      decided_.response.error_code = error.code;
      return std::move(decided_);
    }
    for (const Request::TopicData& asked : request.topics) {
      Response::TopicData& answer = decided_.response.topics.emplace_back();
      answer.topic_id = asked.topic_id;
      const metadata::TopicImage* const topic = view_.image.topic(asked.topic_id);
      for (const Request::PartitionData& data : asked.partitions) {
        Proposal proposal{.sender = request.broker_id, .data = data, .isr = {}};
        if (version >= kVersionWithBrokerEpochs)
          proposal.isr = data.new_isr_with_epochs;
        else
          for (const BrokerId id : data.new_isr)
            proposal.isr.emplace_back().broker_id = id;
        answer.partitions.push_back(alter(topic, proposal));
      }
    }
    return std::move(decided_);
  }

 private:
  Response::PartitionData alter(const metadata::TopicImage* topic, const Proposal& proposal) {
    Response::PartitionData answer;
    answer.partition_index = proposal.data.partition_index;
    if (topic == nullptr) {
      answer.error_code = ErrorCode::unknown_topic_id;
      return answer;
    }
    const PartitionImage* const partition = topic->partitions.find(proposal.data.partition_index);
    if (partition == nullptr) {
      answer.error_code = ErrorCode::unknown_topic_or_partition;
      return answer;
    }
    if (Refusal refused = check(view_.image, proposal, *partition);
        refused.error != ErrorCode::none) {
      answer.error_code = refused.error;
      tell_refused(*topic, proposal, std::move(refused));
      return answer;
    }
    const PartitionImage after = changed({*topic, answer.partition_index, *partition}, proposal);
    if (after.leader_epoch != partition->leader_epoch && after.leader != proposal.sender) {
      // Kafka: the one error that comes with a change. The leader must read the metadata anew.
      answer.error_code = ErrorCode::new_leader_elected;
      return answer;
    }
    answer.leader_id = after.leader;
    answer.leader_epoch = after.leader_epoch;
    answer.isr = after.isr;
    answer.leader_recovery_state = after.leader_recovery_state;
    answer.partition_epoch = after.partition_epoch;
    return answer;
  }

  PartitionImage changed(const PartitionPlace& place, const Proposal& proposal) {
    PartitionTarget target = target_of(place.partition);
    target.isr = ids_of(proposal.isr);
    target.leader_recovery_state = proposal.data.leader_recovery_state;
    if (allows_unclean_election(view_, place.topic.name)) target.election = Election::unclean;
    auto after = planner_.change(place, std::move(target));
    return after ? std::move(*after) : place.partition;
  }

  void tell_refused(const metadata::TopicImage& topic, const Proposal& proposal, Refusal refused) {
    decided_.stories.emplace_back(
        Telling<IsrRefused>{.event = {.topic = topic.name,
                                      .partition = proposal.data.partition_index,
                                      .leader = proposal.sender,
                                      .proposed = ids_of(proposal.isr),
                                      .error = std::string(wire::name_of(refused.error))},
                            .because = std::move(refused.because)});
  }

  const View& view_;
  Decided<Response> decided_;
  PartitionPlanner planner_;
};

}  // namespace

Decided<Response> decide_alter_partition(const View& view, const Request& request,
                                         std::int16_t version) {
  // Kafka does not even ask in which epoch nothing is to be changed.
  if (request.topics.empty()) return {};
  return Alterer(view).decide(request, version);
}

}  // namespace fl::controller
