#include "sim/scenario/vocabulary.h"

#include "core/base/assert.h"

namespace fl::sim {

namespace {

constexpr std::array<VerbWord, 25> kVerbs{{
    {.word = "crash",
     .verb = Verb::crash,
     .need = TargetNeed::required,
     .takes_node = true,
     .about = "ends a node without warning: process-kill (default), power-loss or disk-loss"},
    {.word = "stop",
     .verb = Verb::stop,
     .need = TargetNeed::required,
     .takes_node = true,
     .about = "asks a node to shut down cleanly"},
    {.word = "restart",
     .verb = Verb::restart,
     .need = TargetNeed::required,
     .takes_node = true,
     .about = "starts a node; if it runs, kills it first"},
    {.word = "start",
     .verb = Verb::start,
     .need = TargetNeed::required,
     .takes_node = true,
     .about = "starts a node that is down; one that runs goes on"},
    {.word = "pause",
     .verb = Verb::pause,
     .need = TargetNeed::required,
     .takes_node = true,
     .takes_for = true,
     .about = "freezes a process; its sockets stay open"},
    {.word = "resume",
     .verb = Verb::resume,
     .need = TargetNeed::required,
     .takes_node = true,
     .about = "ends a pause"},
    {.word = "slow",
     .verb = Verb::slow,
     .need = TargetNeed::required,
     .takes_node = true,
     .preposition = "by",
     .unit = Unit::times,
     .takes_for = true,
     .about = "multiplies what each step costs its node"},
    {.word = "throttle",
     .verb = Verb::throttle,
     .need = TargetNeed::required,
     .takes_disk = true,
     .takes_link = true,
     .preposition = "to",
     .unit = Unit::size_rate,
     .takes_for = true,
     .about = "lets a disk or link pass only so many bytes per second"},
    {.word = "stall",
     .verb = Verb::stall,
     .need = TargetNeed::required,
     .takes_disk = true,
     .takes_link = true,
     .takes_for = true,
     .about = "nothing of a disk or link completes until it is healed"},
    {.word = "limit",
     .verb = Verb::limit,
     .need = TargetNeed::required,
     .takes_disk = true,
     .preposition = "to",
     .unit = Unit::size,
     .takes_for = true,
     .about = "a disk holds no more than that: it becomes full"},
    {.word = "fail",
     .verb = Verb::fail,
     .need = TargetNeed::required,
     .takes_disk = true,
     .takes_for = true,
     .about = "operations of a disk answer an I/O error: reads, writes, syncs or all (default)"},
    {.word = "partition",
     .verb = Verb::partition,
     .need = TargetNeed::required,
     .takes_link = true,
     .takes_for = true,
     .about = "nothing passes between two nodes, or in one direction; nobody is told"},
    {.word = "reset",
     .verb = Verb::reset,
     .need = TargetNeed::required,
     .takes_link = true,
     .about = "breaks the open connections between two nodes; both are told"},
    {.word = "half-open",
     .verb = Verb::half_open,
     .need = TargetNeed::required,
     .takes_link = true,
     .about = "breaks the open connections of link(a, b) at a; b is not told"},
    {.word = "delay",
     .verb = Verb::delay,
     .need = TargetNeed::required,
     .takes_link = true,
     .takes_message = true,
     .preposition = "by",
     .unit = Unit::time,
     .takes_for = true,
     .about = "adds to the latency of a link, or lets one message come late"},
    {.word = "drop",
     .verb = Verb::drop,
     .need = TargetNeed::required,
     .takes_message = true,
     .about = "loses one message, and its connection with it"},
    {.word = "duplicate",
     .verb = Verb::duplicate,
     .need = TargetNeed::required,
     .takes_message = true,
     .about = "lets one request come twice"},
    {.word = "fragment",
     .verb = Verb::fragment,
     .need = TargetNeed::required,
     .takes_link = true,
     .preposition = "to",
     .unit = Unit::size,
     .takes_for = true,
     .about = "cuts the byte streams of a link into pieces of at most that size"},
    {.word = "skew",
     .verb = Verb::skew,
     .need = TargetNeed::required,
     .takes_clock = true,
     .preposition = "by",
     .unit = Unit::time,
     .about = "moves a wall clock; the monotonic clock never jumps"},
    {.word = "drift",
     .verb = Verb::drift,
     .need = TargetNeed::required,
     .takes_clock = true,
     .preposition = "by",
     .unit = Unit::parts_per_million,
     .about = "lets a clock run fast or slow"},
    {.word = "heal",
     .verb = Verb::heal,
     .need = TargetNeed::all_or_one,
     .takes_node = true,
     .takes_disk = true,
     .takes_link = true,
     .about = "undoes what stands on a target, or on all of them"},
    {.word = "elect",
     .verb = Verb::elect,
     .need = TargetNeed::none,
     .about = "asks for an election of a partition's leader: preferred (default) or unclean"},
    {.word = "reassign",
     .verb = Verb::reassign,
     .need = TargetNeed::none,
     .about = "moves a partition to other replicas, or gives up the move that is under way"},
    {.word = "set",
     .verb = Verb::set,
     .need = TargetNeed::none,
     .about = "sets a property of a topic, a broker or all brokers"},
    {.word = "note",
     .verb = Verb::note,
     .need = TargetNeed::none,
     .about = "says something to the reader"},
}};

constexpr std::array<MeasureWord, 19> kMeasures{{
    {"sent", MeasureSort::sent, MeasureArgument::producer, Unit::none,
     "records that a producer handed over to be sent"},
    {"acked", MeasureSort::acked, MeasureArgument::producer, Unit::none,
     "records whose success the producer knows (with acks=0: that were written to the socket)"},
    {"failed", MeasureSort::failed, MeasureArgument::producer, Unit::none,
     "records whose failure was told to the application"},
    {"survived", MeasureSort::survived, MeasureArgument::producer, Unit::none,
     "acknowledged records that are in the log"},
    {"lost", MeasureSort::lost, MeasureArgument::producer, Unit::none,
     "acknowledged records that are not in the log"},
    {"duplicated", MeasureSort::duplicated, MeasureArgument::producer, Unit::none,
     "records that are in the log more than once"},
    {"slowest_ack", MeasureSort::slowest_ack, MeasureArgument::producer, Unit::time,
     "the longest time from sending a record to its acknowledgement"},
    {"consumed", MeasureSort::consumed, MeasureArgument::consumer, Unit::none,
     "records that a consumer was given"},
    {"log_start", MeasureSort::log_start, MeasureArgument::replica, Unit::none, "log start offset"},
    {"log_end", MeasureSort::log_end, MeasureArgument::replica, Unit::none, "log end offset"},
    {"high_watermark", MeasureSort::high_watermark, MeasureArgument::replica, Unit::none,
     "high watermark"},
    {"segments", MeasureSort::segments, MeasureArgument::replica, Unit::none,
     "segments of the log"},
    {"leader", MeasureSort::leader, MeasureArgument::partition, Unit::none,
     "broker id of the leader, -1 for none"},
    {"isr", MeasureSort::isr, MeasureArgument::partition, Unit::none,
     "broker ids of the in-sync replicas, as a list"},
    {"elr", MeasureSort::elr, MeasureArgument::partition, Unit::none,
     "broker ids of the eligible leader replicas (KIP-966), as a list"},
    {"replicas", MeasureSort::replicas, MeasureArgument::partition, Unit::none,
     "broker ids of the replicas in the order of preference, as a list"},
    {"leader_epoch", MeasureSort::leader_epoch, MeasureArgument::partition, Unit::none,
     "leader epoch"},
    {"told", MeasureSort::told, MeasureArgument::kind, Unit::none,
     "how often an event of that kind was told"},
    {"is_running", MeasureSort::is_running, MeasureArgument::node, Unit::none,
     "1 while a node is up, else 0"},
}};

constexpr auto kChecks = std::to_array<CheckWord>({
    {"acked-record-lost", "C4", "an acknowledged record is gone that acks and sync had promised"},
    {"offset-gap", "L1", "offsets of a log are not dense"},
    {"stored-bytes-changed", "L5", "a stored batch differs from what was appended"},
    {"synced-record-lost", "L8", "a crash left less than a valid prefix up to the last sync"},
    {"index-disagrees", "L11", "an index finds another place than a scan of the log"},
    {"response-out-of-order", "W1", "a connection got a response out of order, or two for one"},
    {"sent-range-changed", "W5", "a file range went out with other bytes than those of its step"},
    {"stall-spreads", "D1", "a stalled disk delayed somebody who does not wait for it"},
    {"two-leaders-in-an-epoch", "R1", "two brokers lead a partition in one epoch"},
    {"leader-epoch-goes-back", "R2", "a broker takes up an older leader epoch"},
    {"isr-without-leader", "R4", "a leader is elected who is not in the ISR"},
    {"isr-at-odds-with-elr", "R5", "ISR and eligible replicas overlap, or a fenced one is in sync"},
    {"high-watermark-too-high", "R7", "records count as committed that a replica of the ISR lacks"},
    {"high-watermark-goes-back", "R8", "a leader's high watermark goes back within its epoch"},
    {"replicas-differ", "L4 L13", "replicas in sync hold other bytes, or lack what is committed"},
    {"two-controllers-in-an-epoch", "Q1", "two leaders of the metadata quorum in one epoch"},
    {"quorum-epoch-goes-back", "Q5", "a node's epoch in the metadata quorum goes back"},
    {"log-epoch-goes-back", "L2", "the epochs along a log go back"},
    {"same-offset-other-batch", "L3", "two batches of one epoch at one offset"},
    {"log-history-forks", "L3", "logs that differ, and agree again further on"},
    {"log-bounds-cross", "L6", "log start, high watermark and log end are not in that order"},
    {"log-start-goes-back", "L7", "a log begins earlier than before"},
    {"committed-record-cut", "L9", "a follower cuts off what is committed"},
    {"appends-to-a-fork", "L10", "a follower goes on before its log agrees with its leader's"},
    {"partition-epoch-goes-back", "R3", "a change of an ISR with an old partition epoch"},
    {"isr-not-maximal", "R6", "the high watermark moves without somebody in the controller's ISR"},
    {"committed-below-min-isr", "R7", "the high watermark moves while the ISR is too small"},
    {"committed-record-replaced", "R8", "other batches are committed where some were"},
    {"leader-lacks-committed", "R10 R11", "a leader begins without what was committed"},
    {"isr-diverges", "R12", "replicas in sync have other batches below the high watermark"},
    {"isr-join-too-early", "R10 R13", "somebody comes into the ISR who lacks something"},
    {"leads-after-loss", "R14", "a broker that may have lost records is elected cleanly"},
    {"zombie-acknowledges", "R15", "a replaced leader acknowledges what its successor lacks"},
    {"acked-below-min-isr", "R16", "acks=all is acknowledged by too small an ISR"},
    {"shrinks-too-early", "R18", "a replica is dropped from the ISR that does not lag"},
    {"reassignment-unsafe", "R19", "moving a partition changes who is in sync"},
    {"read-changes", "R20", "a consumer gets another record at an offset than was read there"},
    {"reads-uncommitted", "C6", "a consumer gets records from the high watermark on"},
    {"two-votes-in-an-epoch", "Q6", "a node votes for two candidates in one epoch"},
    {"broker-epoch-goes-back", "Q17", "a registration gets no higher broker epoch"},
    {"left-unsettled", "2.8", "a cluster that was left alone for a minute is not well again"},
    {"metadata-committed-by-few", "Q8",
     "metadata counts as committed that no majority has durably"},
    {"metadata-high-watermark-goes-back", "Q7", "less metadata is committed than was before"},
    {"metadata-leader-lacks-committed", "Q3", "a leader of the quorum lacks what is committed"},
    {"metadata-differs", "Q2 Q9", "two nodes have different committed metadata"},
    {"metadata-not-durable", "Q4", "committed metadata is not on a majority of the disks"},
    {"quorum-role-without-right", "Q12",
     "a role in the quorum without a vote, or without the votes"},
    {"metadata-not-committed", "Q14",
     "a node applies metadata that is not committed, or not in order"},
    {"metadata-image-differs", "Q15", "the same metadata makes different images"},
    {"acts-before-commit", "Q16", "the controller answers before its decision is committed"},
});

constexpr std::array<std::string_view, 6> kNodeSorts{"broker", "producer", "consumer",
                                                     "leader", "follower", "controller"};

constexpr std::array<std::string_view, 4> kNodeGroups{"brokers", "controllers", "clients", "all"};

}  // namespace

bool VerbWord::takes(TargetSort sort) const {
  switch (sort) {
    case TargetSort::node:
      return takes_node;
    case TargetSort::disk:
      return takes_disk;
    case TargetSort::clock:
      return takes_clock;
    case TargetSort::link:
      return takes_link;
    case TargetSort::message:
      return takes_message;
  }
  return false;
}

std::span<const VerbWord> verb_words() {
  return kVerbs;
}

const VerbWord& word_of(Verb verb) {
  const VerbWord& word = kVerbs[static_cast<std::size_t>(verb)];
  FL_ASSERT(word.verb == verb);
  return word;
}

std::span<const MeasureWord> measure_words() {
  return kMeasures;
}

const MeasureWord& word_of(MeasureSort sort) {
  const MeasureWord& word = kMeasures[static_cast<std::size_t>(sort)];
  FL_ASSERT(word.sort == sort);
  return word;
}

std::span<const CheckWord> check_words() {
  return kChecks;
}

std::span<const std::string_view> node_sort_words() {
  return kNodeSorts;
}

std::span<const std::string_view> node_group_words() {
  return kNodeGroups;
}

std::string_view name_of(NodeSort sort) {
  return kNodeSorts[static_cast<std::size_t>(sort)];
}

std::string_view name_of(CrashSort sort) {
  switch (sort) {
    case CrashSort::process_kill:
      return "process-kill";
    case CrashSort::power_loss:
      return "power-loss";
    case CrashSort::disk_loss:
      return "disk-loss";
  }
  return "unknown";
}

std::string_view name_of(FailSort sort) {
  switch (sort) {
    case FailSort::reads:
      return "reads";
    case FailSort::writes:
      return "writes";
    case FailSort::syncs:
      return "syncs";
    case FailSort::all:
      return "all";
  }
  return "unknown";
}

}  // namespace fl::sim
