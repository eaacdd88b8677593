#include "core/controller/elections.h"

#include <algorithm>
#include <optional>

namespace fl::controller {

namespace {

constexpr BrokerId kNobody{-1};

bool holds(const std::vector<BrokerId>& ids, BrokerId id) {
  return std::ranges::find(ids, id) != ids.end();
}

class Poll {
 public:
  explicit Poll(const ElectionView& view) : view_(view) {}

  ElectionResult run() {
    if (auto kept = keep_or_prefer()) return std::move(*kept);
    for (const BrokerId id : view_.replicas)
      if (is_valid(id)) return decided(id, false, "first-replica-in-sync-leads");
    if (const auto last = last_leader())
      return decided(*last, true, "last-known-leader-leads-again");
    if (view_.election == Election::unclean)
      for (const BrokerId id : view_.replicas)
        if (holds(view_.acceptable, id))
          return decided(id, true, "unclean-election-takes-any-alive");
    return decided(kNobody, false, "nobody-may-lead");
  }

 private:
  /// In sync and alive. Eligible leader replicas count where the ISR is empty.
  bool is_valid(BrokerId id) const {
    const bool is_in_sync = holds(view_.isr, id) || (view_.isr.empty() && holds(view_.elr, id));
    return is_in_sync && holds(view_.acceptable, id);
  }

  std::optional<ElectionResult> keep_or_prefer() const {
    if (view_.election == Election::preferred && is_valid(view_.replicas.front()))
      return decided(view_.replicas.front(), false, "preferred-replica-leads");
    if (is_valid(view_.leader)) return decided(view_.leader, false, "leader-stays");
    return std::nullopt;
  }

  /// The one that led when the last member left the ISR: it has all that was acknowledged, unless
  /// its disk lost some.
  std::optional<BrokerId> last_leader() const {
    if (!view_.may_recover_last_leader || !view_.isr.empty() || !view_.elr.empty() ||
        view_.last_known_elr.size() != 1)
      return std::nullopt;
    // Kafka: before 4.0 a last leader that was not alive was elected all the same.
    const BrokerId last = view_.last_known_elr.front();
    return holds(view_.acceptable, last) ? std::optional(last) : std::nullopt;
  }

  ElectionResult decided(BrokerId leader, bool is_unclean, std::string_view rule) const {
    ElectionResult result{
        .leader = leader, .is_unclean = is_unclean, .rule = rule, .candidates = {}};
    bool is_found = false;
    for (const BrokerId id : view_.replicas) {
      Candidate candidate{.broker = id,
                          .is_alive = holds(view_.acceptable, id),
                          .is_in_isr = holds(view_.isr, id),
                          .is_in_elr = holds(view_.elr, id)};
      if (id == leader)
        candidate.verdict = Verdict::elected;
      else if (is_found || is_valid(id))
        candidate.verdict = Verdict::not_reached;
      else
        candidate.verdict = candidate.is_alive ? Verdict::not_in_sync : Verdict::not_alive;
      is_found = is_found || id == leader;
      result.candidates.push_back(candidate);
    }
    return result;
  }

  const ElectionView& view_;
};

}  // namespace

ElectionResult elect_leader(const ElectionView& view) {
  if (view.replicas.empty()) return {.leader = kNobody, .rule = "nobody-may-lead"};
  return Poll(view).run();
}

}  // namespace fl::controller
