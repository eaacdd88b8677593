// Who leads a partition. Candidates are asked in the order of assignment, not of the ISR: the first
// that is alive and in sync leads, unless the present leader still may. Each election tells the
// whole list with what became of each.   Source: PartitionChangeBuilder, KIP-460, KIP-966.
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fl::controller {

enum class Election : std::uint8_t {
  online,     ///< keep the leader; else the first replica in sync
  unclean,    ///< the same; else any replica that is alive, though records may be lost
  preferred,  ///< the first replica of the assignment, if it is in sync
};

/// What became of a candidate.
enum class Verdict : std::uint8_t {
  elected,
  not_alive,    ///< fenced, on its way out, not registered, or its directory is offline
  not_in_sync,  ///< neither in the ISR nor, if that is empty, an eligible leader replica
  not_reached,  ///< another one was found before
};

constexpr std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::elected:
      return "elected";
    case Verdict::not_alive:
      return "not_alive";
    case Verdict::not_in_sync:
      return "not_in_sync";
    case Verdict::not_reached:
      return "not_reached";
  }
  return "";
}

struct Candidate {
  BrokerId broker;
  bool is_alive = false;
  bool is_in_isr = false;
  bool is_in_elr = false;
  Verdict verdict = Verdict::not_reached;

  friend bool operator==(const Candidate&, const Candidate&) = default;

  static consteval auto fields() {
    using C = Candidate;
    return field_list(field<&C::broker>("broker"), field<&C::is_alive>("is_alive"),
                      field<&C::is_in_isr>("is_in_isr"), field<&C::is_in_elr>("is_in_elr"),
                      field<&C::verdict>("verdict"));
  }
};

/// What an election looks at, all after the change that it is part of.
struct ElectionView {
  Election election = Election::online;
  BrokerId leader;                        ///< at present; -1: none
  const std::vector<BrokerId>& replicas;  ///< in the order of assignment
  const std::vector<BrokerId>& isr;
  const std::vector<BrokerId>& elr;
  const std::vector<BrokerId>& acceptable;      ///< alive, with their directory online
  const std::vector<BrokerId>& last_known_elr;  ///< before the change
  bool may_recover_last_leader = false;
};

struct ElectionResult {
  BrokerId leader;          ///< -1: nobody can lead
  bool is_unclean = false;  ///< records that were acknowledged may be lost
  std::string_view rule;    ///< a literal
  std::vector<Candidate> candidates;
};

ElectionResult elect_leader(const ElectionView& view);

}  // namespace fl::controller
