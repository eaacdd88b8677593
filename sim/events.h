// What the simulated world itself tells: lives and deaths of nodes, faults, what a crash did to a
// disk, and promises that were broken. Alike in form to the events of the nodes.
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "sim/action.h"
#include "sim/message_fault.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace fl::sim {

struct NodeBooted {
  static constexpr std::string_view kKind = "NodeBooted";
  std::string name;
  std::int32_t incarnation = 0;

  static consteval auto fields() {
    return field_list(field<&NodeBooted::name>("name"),
                      field<&NodeBooted::incarnation>("incarnation"));
  }
};

struct NodeCrashed {
  static constexpr std::string_view kKind = "NodeCrashed";
  std::string name;
  CrashKind crash = CrashKind::process_kill;
  std::int64_t unanswered_operations = 0;  ///< of its disk, at that moment

  static consteval auto fields() {
    return field_list(field<&NodeCrashed::name>("name"), field<&NodeCrashed::crash>("crash"),
                      field<&NodeCrashed::unanswered_operations>("unanswered_operations"));
  }
};

struct NodeExited {
  static constexpr std::string_view kKind = "NodeExited";
  std::string name;
  std::int32_t code = 0;
  std::string why;

  static consteval auto fields() {
    return field_list(field<&NodeExited::name>("name"), field<&NodeExited::code>("code"),
                      field<&NodeExited::why>("why"));
  }
};

/// A node broke an invariant of its own, or the contract with its driver: the run ends.
struct InvariantBroken {
  static constexpr std::string_view kKind = "InvariantBroken";
  std::string name;
  std::string what;

  static consteval auto fields() {
    return field_list(field<&InvariantBroken::name>("name"), field<&InvariantBroken::what>("what"));
  }
};

/// An action took place; which fields matter, `action.kind` says.
struct ActionApplied {
  static constexpr std::string_view kKind = "ActionApplied";
  Action action;

  static consteval auto fields() { return field_list(field<&ActionApplied::action>("action")); }
};

/// What a crash did to one file: all three are sizes in bytes.
struct FileAfterCrash {
  static constexpr std::string_view kKind = "FileAfterCrash";
  std::string path;
  std::int64_t synced_size = 0;   ///< what a sync had covered
  std::int64_t size_before = 0;   ///< what the page cache held
  std::int64_t size_after = 0;    ///< what is there now; 0 also if the name is gone
  bool is_gone = false;           ///< its name was not durable
  bool has_zeroed_pages = false;  ///< bytes above synced_size that read as zeros now

  static consteval auto fields() {
    return field_list(field<&FileAfterCrash::path>("path"),
                      field<&FileAfterCrash::synced_size>("synced_size"),
                      field<&FileAfterCrash::size_before>("size_before"),
                      field<&FileAfterCrash::size_after>("size_after"),
                      field<&FileAfterCrash::is_gone>("is_gone"),
                      field<&FileAfterCrash::has_zeroed_pages>("has_zeroed_pages"));
  }
};

/// A file range in a Send reached its receiver with other bytes than those of its step, because
/// the file was cut in place meanwhile.
struct SentRangeChanged {
  static constexpr std::string_view kKind = "SentRangeChanged";
  StepId sent_in;
  std::int64_t position = 0;  ///< in the file
  std::int64_t size = 0;

  static consteval auto fields() {
    return field_list(field<&SentRangeChanged::sent_in>("sent_in"),
                      field<&SentRangeChanged::position>("position"),
                      field<&SentRangeChanged::size>("size"));
  }
};

/// A message met the fault that waited for it.
struct MessageFaulted {
  static constexpr std::string_view kKind = "MessageFaulted";
  MessageFaultKind fault{};
  wire::ApiKey api{};
  bool is_response = false;
  NodeId to;
  std::int32_t correlation_id = 0;

  static consteval auto fields() {
    using E = MessageFaulted;
    return field_list(field<&E::fault>("fault"), field<&E::api>("api"),
                      field<&E::is_response>("is_response"), field<&E::to>("to"),
                      field<&E::correlation_id>("correlation_id"));
  }
};

}  // namespace fl::sim
