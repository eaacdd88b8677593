// What the lines of a scenario mean, before names are resolved to nodes: triggers, actions,
// conditions and expectations as data. `grammar.h` reads them; `cast.h` turns an action into the
// world's own, at the moment when it happens (leader(orders-0) is whoever leads then).
#pragma once
#include "core/base/topic_partition.h"
#include "sim/message_fault.h"
#include "sim/scenario/mistake.h"
#include "sim/scenario/quantity.h"
#include "sim/workload/operator_task.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace fl::sim {

/// A text in the languages of the project; `zh` may be empty, then `en` stands for it.
struct Translated {
  std::string en;
  std::string zh;

  friend bool operator==(const Translated&, const Translated&) = default;
};

// ---- Selectors ---------------------------------------------------------------------------------

enum class NodeSort : std::uint8_t { broker, producer, consumer, leader, follower, controller };

/// broker(1), producer(p1), consumer(c1), leader(orders-0), follower(orders-0, #2), controller.
struct NodeSelector {
  NodeSort sort = NodeSort::broker;
  std::int32_t id = 0;       ///< broker; controller: 0 is the active one
  std::string name;          ///< producer, consumer
  TopicPartition partition;  ///< leader, follower
  /// follower: the first, second, … of the replicas that do not lead, in the order of preference.
  std::int32_t place_among = 1;
  Place place;
};

/// Who stands at the other end of a link: one node, or all of a sort.
enum class NodeGroup : std::uint8_t { one, brokers, controllers, clients, all };

enum class TargetSort : std::uint8_t { node, disk, clock, link, message };

/// What an action acts on: a node, the disk(…) or clock(…) of a node, the link between two, or the
/// next message from one to another.
struct Target {
  TargetSort sort = TargetSort::node;
  NodeSelector node;
  NodeSelector other;  ///< link: the other end, if the group is one
  NodeGroup group = NodeGroup::one;
  bool is_one_way = false;     ///< link(a -> b): only what goes from a to b
  std::int16_t api = kAnyApi;  ///< message
  bool is_response = false;    ///< message
};

// ---- Actions -----------------------------------------------------------------------------------

enum class Verb : std::uint8_t {
  crash,
  stop,
  restart,
  start,
  pause,
  resume,
  slow,
  throttle,
  stall,
  limit,
  fail,
  partition,
  reset,
  half_open,
  delay,
  drop,
  duplicate,
  fragment,
  skew,
  drift,
  heal,
  elect,
  reassign,
  set,
  note,
};

enum class CrashSort : std::uint8_t { process_kill, power_loss, disk_loss };
enum class FailSort : std::uint8_t { reads, writes, syncs, all };

struct ActionLine {
  Verb verb = Verb::note;
  Place place;
  std::optional<Target> target;  ///< none for note, and for heal all
  CrashSort crash = CrashSort::process_kill;
  FailSort fail = FailSort::all;
  std::int64_t amount = 0;             ///< ns, bytes, bytes/s, ppm or times, as the verb says
  std::optional<std::int64_t> for_ns;  ///< afterwards it is undone
  OperatorTask task;                   ///< elect, reassign, set: what the operator asks for
  Translated note;
  std::string text;  ///< as written
};

// ---- Conditions --------------------------------------------------------------------------------

enum class MeasureSort : std::uint8_t {
  sent,
  acked,
  failed,
  survived,
  lost,
  duplicated,
  slowest_ack,
  consumed,
  log_start,
  log_end,
  high_watermark,
  segments,
  leader,
  isr,
  elr,
  replicas,
  leader_epoch,
  told,
  is_running,
};

/// A number, or a list of numbers, that can be read off a run at any moment.
struct Measure {
  MeasureSort sort = MeasureSort::sent;
  std::string name;          ///< a producer, a consumer, a kind of event
  TopicPartition partition;  ///< where a partition is asked about
  std::int32_t replica = 0;  ///< of that broker; 0: of the leader
  NodeSelector node;         ///< is_running
  Place place;
};

enum class Relation : std::uint8_t { equal, unequal, less, at_most, more, at_least, changes };

struct Condition {
  Measure left;
  Relation relation = Relation::equal;
  std::optional<Measure> right_measure;  ///< compared with another measure
  std::vector<std::int64_t> right;       ///< or with a number or list
  std::string text;                      ///< as written
};

// ---- Timeline and expectations -----------------------------------------------------------------

struct AtTime {
  std::int64_t at_ns = 0;
};

/// Once, when the condition first holds (or first changes).
struct WhenTrue {
  Condition condition;
};

/// Again and again in a span of time; `is_about`: each gap is drawn from half to one and a half.
struct Between {
  std::int64_t from_ns = 0;
  std::int64_t to_ns = 0;
  std::int64_t every_ns = 0;
  bool is_about = false;
};

struct TimelineEntry {
  Place place;
  std::variant<AtTime, WhenTrue, Between> trigger;
  std::vector<ActionLine> actions;  ///< one, or several of which one is drawn each time
  std::string text;
};

enum class ExpectSort : std::uint8_t {
  never_check,
  violates_check,  ///< the scenario shows a rule of old that breaks the check
  never,
  always,
  sometimes,
  eventually,
  finally,
};

struct Expectation {
  ExpectSort sort = ExpectSort::finally;
  Place place;
  std::string check;                      ///< never_check, violates_check: its name
  Condition condition;                    ///< otherwise
  std::optional<std::int64_t> within_ns;  ///< eventually: after the last action of the timeline
  std::string text;
};

}  // namespace fl::sim
