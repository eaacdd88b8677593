#include "core/controller/reassignment_steps.h"

#include <algorithm>

namespace fl::controller {

namespace {

using Ids = std::vector<BrokerId>;

bool holds(const Ids& ids, BrokerId id) {
  return std::ranges::find(ids, id) != ids.end();
}

Ids without(const Ids& ids, const Ids& gone) {
  Ids left;
  for (const BrokerId id : ids)
    if (!holds(gone, id)) left.push_back(id);
  return left;
}

Ids sorted_difference(const Ids& ids, const Ids& gone) {
  Ids left = without(ids, gone);
  std::ranges::sort(left);
  left.erase(std::unique(left.begin(), left.end()), left.end());
  return left;
}

}  // namespace

ReassignmentStart start_reassignment(const Ids& current, const Ids& target) {
  ReassignmentStart start{.replicas = target,
                          .removing = sorted_difference(current, target),
                          .adding = sorted_difference(target, current)};
  start.replicas.insert(start.replicas.end(), start.removing.begin(), start.removing.end());
  return start;
}

std::optional<ReassignmentEnd> complete_reassignment(const ReassignmentState& state,
                                                     const Ids& isr) {
  if (state.removing.empty() && state.adding.empty()) return std::nullopt;
  ReassignmentEnd end{.replicas = without(state.replicas, state.removing),
                      .isr = without(isr, state.removing)};
  if (!state.removing.empty() && (end.isr.empty() || end.replicas.empty())) return std::nullopt;
  const auto are_in_sync = [&end](const Ids& ids) {
    return std::ranges::all_of(ids, [&end](BrokerId id) { return holds(end.isr, id); });
  };
  // Kafka: replicas that neither come nor go may be out of sync, unless the number shrinks.
  const bool shrinks = state.adding.size() < state.removing.size();
  if (!are_in_sync(state.adding) || (shrinks && !are_in_sync(end.replicas))) return std::nullopt;
  return end;
}

std::optional<ReassignmentRevert> revert_reassignment(const ReassignmentState& state,
                                                      const Ids& isr) {
  ReassignmentRevert revert{.replicas = without(state.replicas, state.adding),
                            .isr = without(isr, state.adding)};
  if (!revert.isr.empty()) return revert;
  if (revert.replicas.empty()) return std::nullopt;
  revert.isr.push_back(revert.replicas.front());
  revert.is_unclean = true;
  return revert;
}

}  // namespace fl::controller
