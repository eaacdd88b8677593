#include "core/replication/switches.h"

#include "core/base/assert.h"

#include <optional>

namespace fl::replication {

namespace {

template <class E, std::size_t N>
bool set_named(E& member, const std::array<E, N>& values, std::string_view text) {
  for (const E value : values)
    if (name_of(value) == text) {
      member = value;
      return true;
    }
  return false;
}

bool set_flag(bool& member, std::string_view text) {
  if (text != "on" && text != "off") return false;
  member = text == "on";
  return true;
}

}  // namespace

std::string_view name_of(Truncation value) {
  switch (value) {
    case Truncation::hw:
      return "hw";
    case Truncation::kip101:
      return "kip101";
    case Truncation::kip279:
      return "kip279";
    case Truncation::kip320:
      return "kip320";
    case Truncation::onfetch:
      return "onfetch";
  }
  return "";
}

std::string_view name_of(TruncateTrigger value) {
  switch (value) {
    case TruncateTrigger::leader_change:
      return "leader_change";
    case TruncateTrigger::epoch_change:
      return "epoch_change";
  }
  return "";
}

std::string_view name_of(IsrExpandRule value) {
  switch (value) {
    case IsrExpandRule::hw_only:
      return "hw_only";
    case IsrExpandRule::hw_and_epoch_start:
      return "hw_and_epoch_start";
  }
  return "";
}

std::string_view name_of(IsrHwSet value) {
  switch (value) {
    case IsrHwSet::committed:
      return "committed";
    case IsrHwSet::maximal:
      return "maximal";
  }
  return "";
}

bool set_switch(Switches& switches, std::string_view name, std::string_view value) {
  if (name == "truncation")
    return set_named(switches.truncation,
                     std::to_array({Truncation::hw, Truncation::kip101, Truncation::kip279,
                                    Truncation::kip320, Truncation::onfetch}),
                     value);
  if (name == "truncate_trigger")
    return set_named(switches.truncate_trigger,
                     std::to_array({TruncateTrigger::leader_change, TruncateTrigger::epoch_change}),
                     value);
  if (name == "isr_expand_rule")
    return set_named(switches.isr_expand_rule,
                     std::to_array({IsrExpandRule::hw_only, IsrExpandRule::hw_and_epoch_start}),
                     value);
  if (name == "isr_hw_set")
    return set_named(switches.isr_hw_set, std::to_array({IsrHwSet::committed, IsrHwSet::maximal}),
                     value);
  if (name == "fetch_fencing") return set_flag(switches.fetch_fencing, value);
  if (name == "isr_broker_epoch_check") return set_flag(switches.isr_broker_epoch_check, value);
  if (name == "hw_requires_min_isr") return set_flag(switches.hw_requires_min_isr, value);
  return false;
}

}  // namespace fl::replication
