// Rules of replication that differed in older Kafka releases, or in KIPs before they were
// corrected: each is a switch, so that the failure which led to today's rule can be replayed.
// Without a word all are as in Kafka 4.3. A scenario names them under `switches:` by the names and
// the texts of kSwitchRows; to a node they come as properties of its configuration, with
// kSwitchPrefix before the name, and the broker takes them at its boot.
#pragma once
#include "core/describe/fields.h"
#include "core/node/input.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

namespace fl::replication {

/// How a follower makes its log agree with a new leader's. In the order of their releases.
enum class Truncation : std::uint8_t {
  hw,       ///< cuts to its own high watermark: loses committed records, and logs diverge (< 0.11)
  kip101,   ///< asks where its last leader epoch ends; the answer is an offset only (0.11)
  kip279,   ///< the answer has an epoch too, and may have to be asked for again (2.0)
  kip320,   ///< as kip279, and requests carry the leader epoch, so that stale ones are fenced (2.1)
  onfetch,  ///< each Fetch carries the last fetched epoch; the leader says where to cut (2.7)
};

/// When a follower makes its log agree with its leader's.
enum class TruncateTrigger : std::uint8_t {
  leader_change,  ///< only if another broker leads: a leader that came back is trusted (KAFKA-7164)
  epoch_change,   ///< with every new leader epoch
};

/// What a follower must have fetched to come back into the ISR.
enum class IsrExpandRule : std::uint8_t {
  hw_only,             ///< all below the high watermark
  hw_and_epoch_start,  ///< also all that the leader had when it became leader (KAFKA-7128)
};

/// Which replicas the high watermark waits for while a change of the ISR is on its way.
enum class IsrHwSet : std::uint8_t {
  committed,  ///< the last known ISR: one that the controller may have added already is forgotten
  maximal,    ///< also the one that is about to be added (KIP-497)
};

std::string_view name_of(Truncation value);
std::string_view name_of(TruncateTrigger value);
std::string_view name_of(IsrExpandRule value);
std::string_view name_of(IsrHwSet value);

struct Switches {
  Truncation truncation = Truncation::onfetch;
  TruncateTrigger truncate_trigger = TruncateTrigger::epoch_change;
  /// Fetch, ListOffsets and OffsetForLeaderEpoch carry the leader epoch (KIP-320). Without it a
  /// stale leader and a stale follower do not find out.
  bool fetch_fencing = true;
  IsrExpandRule isr_expand_rule = IsrExpandRule::hw_and_epoch_start;
  IsrHwSet isr_hw_set = IsrHwSet::maximal;
  /// A broker that restarted is not taken into the ISR for what it fetched before (KIP-903).
  bool isr_broker_epoch_check = true;
  /// The high watermark stands still while the ISR is smaller than min.insync.replicas (KIP-966).
  bool hw_requires_min_isr = true;

  /// Requests of followers carry the epoch: fencing came with kip320.
  bool fences_fetches() const { return fetch_fencing && truncation >= Truncation::kip320; }

  friend bool operator==(const Switches&, const Switches&) = default;

  static consteval auto fields() {
    using S = Switches;
    return field_list(
        field<&S::truncation>("truncation"), field<&S::truncate_trigger>("truncate_trigger"),
        field<&S::fetch_fencing>("fetch_fencing"), field<&S::isr_expand_rule>("isr_expand_rule"),
        field<&S::isr_hw_set>("isr_hw_set"),
        field<&S::isr_broker_epoch_check>("isr_broker_epoch_check"),
        field<&S::hw_requires_min_isr>("hw_requires_min_isr"));
  }
};

/// A switch as scenarios and documents know it. The first value is Kafka 4.3's.
struct SwitchRow {
  std::string_view name;
  std::string_view values;  ///< texts with blanks between, Kafka 4.3's first
  std::string_view about;
};

inline constexpr auto kSwitchRows = std::to_array<SwitchRow>({
    {"truncation", "onfetch kip320 kip279 kip101 hw",
     "How a follower makes its log agree with a new leader's."},
    {"truncate_trigger", "epoch_change leader_change",
     "leader_change: a follower does not check its log if the same broker leads again."},
    {"fetch_fencing", "on off", "off: requests of followers do not carry the leader epoch."},
    {"isr_expand_rule", "hw_and_epoch_start hw_only",
     "hw_only: a follower may come into the ISR without what the leader had at its election."},
    {"isr_hw_set", "maximal committed",
     "committed: the high watermark does not wait for a replica that is being added to the ISR."},
    {"isr_broker_epoch_check", "on off",
     "off: a restarted broker may come into the ISR for what it fetched before."},
    {"hw_requires_min_isr", "on off",
     "off: the high watermark moves on although the ISR is smaller than min.insync.replicas."},
});

/// Sets a switch by its texts. False, and nothing is changed, if there is no such name or value.
[[nodiscard]] bool set_switch(Switches& switches, std::string_view name, std::string_view value);

/// The text of the value that a switch has; "" if there is no such name.
std::string_view value_of(const Switches& switches, std::string_view name);

/// A switch as somebody wrote it.
struct SwitchText {
  std::string_view name;
  std::string_view value;
};

/// What is wrong with one of the texts.
struct SwitchMistake {
  std::size_t index = 0;  ///< which of them
  bool is_value = false;  ///< the name is right, its value is not
  std::string message;    ///< "unknown switch 'trunction' (did you mean 'truncation'?)"

  friend bool operator==(const SwitchMistake&, const SwitchMistake&) = default;
};

/// The switches that the texts set, all others as in Kafka 4.3. A name that comes twice is a
/// mistake. On error: the first mistake, with the nearest right name or all right values.
std::expected<Switches, SwitchMistake> parse_switches(std::span<const SwitchText> texts);

/// Before the name of a switch among a node's properties: "faultline.switch.truncation".
inline constexpr std::string_view kSwitchPrefix = "faultline.switch.";

/// Takes the switches out of a node's properties, of which they are no longer part then. On error:
/// what is wrong; the properties are unchanged.
std::expected<Switches, SwitchMistake> take_switches(Properties& properties);

}  // namespace fl::replication
