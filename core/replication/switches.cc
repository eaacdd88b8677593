#include "core/replication/switches.h"

#include "core/base/nearest_name.h"

#include <algorithm>
#include <utility>
#include <vector>

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

std::string_view name_of(bool flag) {
  return flag ? "on" : "off";
}

const SwitchRow* find_row(std::string_view name) {
  for (const SwitchRow& row : kSwitchRows)
    if (row.name == name) return &row;
  return nullptr;
}

std::string quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

/// "unknown WHAT 'TEXT'", with the nearest of the known ones, or all of them if none is near.
std::string unknown(std::string_view what, std::string_view text,
                    std::span<const std::string_view> known) {
  std::string message = "unknown " + std::string(what) + " " + quoted(text);
  if (const auto near = nearest_name(text, known))
    return message + " (did you mean " + quoted(*near) + "?)";
  message += "; known are ";
  for (const std::string_view& one : known)
    message.append(&one == known.data() ? "" : ", ").append(one);
  return message;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::string unknown_switch(std::string_view name) {
  std::vector<std::string_view> names;
  for (const SwitchRow& row : kSwitchRows)
    names.push_back(row.name);
  return unknown("switch", name, names);
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

std::string_view value_of(const Switches& switches, std::string_view name) {
  if (name == "truncation") return name_of(switches.truncation);
  if (name == "truncate_trigger") return name_of(switches.truncate_trigger);
  if (name == "isr_expand_rule") return name_of(switches.isr_expand_rule);
  if (name == "isr_hw_set") return name_of(switches.isr_hw_set);
  if (name == "fetch_fencing") return name_of(switches.fetch_fencing);
  if (name == "isr_broker_epoch_check") return name_of(switches.isr_broker_epoch_check);
  if (name == "hw_requires_min_isr") return name_of(switches.hw_requires_min_isr);
  return "";
}

std::expected<Switches, SwitchMistake> parse_switches(std::span<const SwitchText> texts) {
  Switches switches;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const SwitchText& text = texts[i];
    const auto mistake = [i](bool is_value, std::string message) {
      return std::unexpected(
          SwitchMistake{.index = i, .is_value = is_value, .message = std::move(message)});
    };
    const SwitchRow* row = find_row(text.name);
    if (row == nullptr) return mistake(false, unknown_switch(text.name));
    for (const SwitchText& earlier : texts.first(i))
      if (earlier.name == text.name)
        return mistake(false, "switch " + quoted(text.name) + " is set twice");
    if (!set_switch(switches, text.name, text.value))
      return mistake(
          true, unknown("value of " + std::string(text.name), text.value, words_of(row->values)));
  }
  return switches;
}

std::expected<Switches, SwitchMistake> take_switches(Properties& properties) {
  std::vector<SwitchText> texts;
  for (const auto& [key, value] : properties)
    if (key.starts_with(kSwitchPrefix))
      texts.push_back({.name = std::string_view(key).substr(kSwitchPrefix.size()), .value = value});
  const auto switches = parse_switches(texts);
  if (switches)
    std::erase_if(properties,
                  [](const auto& property) { return property.first.starts_with(kSwitchPrefix); });
  return switches;
}

}  // namespace fl::replication
