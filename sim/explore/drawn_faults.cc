// Each run has some families of faults and not others (a "swarm"): a run with every fault at once
// finds less than many with few.
#include "sim/explore/drawn_faults.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace fl::sim {

namespace {

enum class Family : std::uint8_t {
  kill,
  power,
  disk_loss,
  clean_stop,
  pause,
  slow,
  link,
  connection,
  message,
  disk,
  clock,
  operator_work,
};

struct FamilyChance {
  Family family;
  std::string_view name;
  std::uint64_t percent;  ///< of the runs that have it
};

constexpr std::array kFamilies{
    FamilyChance{Family::kill, "kill", 60},
    FamilyChance{Family::power, "power", 15},
    FamilyChance{Family::disk_loss, "disk-loss", 4},
    FamilyChance{Family::clean_stop, "stop", 25},
    FamilyChance{Family::pause, "pause", 35},
    FamilyChance{Family::slow, "slow", 20},
    FamilyChance{Family::link, "link", 45},
    FamilyChance{Family::connection, "connection", 30},
    FamilyChance{Family::message, "message", 35},
    FamilyChance{Family::disk, "disk", 20},
    FamilyChance{Family::clock, "clock", 10},
    FamilyChance{Family::operator_work, "operator", 25},
};

class Faults {
 public:
  Faults(const DrawnCluster& cluster, const Dice& dice) : cluster_(cluster), dice_(dice) {
    for (const FamilyChance& one : kFamilies)
      if (dice.chance(one.percent, one.name)) families_.push_back(one.family);
    const std::int64_t count = families_.empty() ? 0 : dice.between(1, 12, "faults");
    for (std::int64_t nth = 0; nth < count; ++nth)
      add(static_cast<std::uint64_t>(nth));
    mend();
    std::ranges::stable_sort(lines_, {}, &std::pair<std::int64_t, std::string>::first);
  }

  bool has(Family family) const { return std::ranges::find(families_, family) != families_.end(); }

  bool was_changed(const std::string& topic) const { return changed_.contains(topic); }

  bool was_reassigned(const std::string& partition) const {
    return reassigned_.contains(partition);
  }

  std::string timeline() const {
    std::string out = "timeline:\n";
    for (const auto& [ms, line] : lines_)
      out += fmt::format("  - \"at {}ms: {}\"\n", ms, line);
    return out;
  }

 private:
  /// All faults end. A clean stop may take its time: who is down is started twice.
  void mend() {
    at(cluster_.faults_end_s * 1000, "heal all");
    const bool is_twice = has(Family::clean_stop);
    for (const std::int64_t later_s : {1, 14})
      if (later_s == 1 || is_twice)
        for (const std::string& node : all_nodes())
          at((cluster_.faults_end_s + later_s) * 1000, "start " + node);
  }

  std::vector<std::string> all_nodes() const {
    std::vector<std::string> nodes;
    for (std::int64_t id = 1; id <= cluster_.brokers; ++id)
      nodes.push_back(fmt::format("broker({})", id));
    for (std::int64_t id = 101; id < 101 + cluster_.controllers; ++id)
      nodes.push_back(fmt::format("controller({})", id));
    return nodes;
  }

  std::string partition(std::uint64_t nth) const {
    const auto& topic = cluster_.topics[static_cast<std::size_t>(
        dice_.between(0, static_cast<std::int64_t>(cluster_.topics.size()) - 1, "topic at", nth))];
    return fmt::format("{}-{}", topic.name,
                       dice_.between(0, static_cast<std::int64_t>(topic.replicas.size()) - 1,
                                     "partition at", nth));
  }

  std::string broker(std::uint64_t nth) const {
    if (dice_.chance(40, "leader at", nth)) return "leader(" + partition(nth) + ")";
    return fmt::format("broker({})", dice_.between(1, cluster_.brokers, "broker at", nth));
  }

  std::string node(std::uint64_t nth) const {
    if (cluster_.controllers == 0 || dice_.chance(65, "a broker at", nth)) return broker(nth);
    if (dice_.chance(50, "active at", nth)) return "controller";
    return fmt::format("controller({})",
                       dice_.between(101, 100 + cluster_.controllers, "controller at", nth));
  }

  std::string client(std::uint64_t nth) const {
    const auto choice = static_cast<std::size_t>(dice_.between(
        0, static_cast<std::int64_t>(cluster_.producers.size() + cluster_.consumers.size()) - 1,
        "client at", nth));
    if (choice < cluster_.producers.size())
      return "producer(" + cluster_.producers[choice].name + ")";
    return "consumer(" + cluster_.consumers[choice - cluster_.producers.size()] + ")";
  }

  /// "link(broker(1), controllers)", one way or both.
  std::string link(std::uint64_t nth) const {
    const std::string from = node(nth);
    const char* to = cluster_.controllers > 0
                         ? dice_.one_of({"brokers", "controllers", "clients", "all"}, "to", nth)
                         : "clients";
    return fmt::format("link({} {} {})", from, dice_.chance(60, "both ways", nth) ? "," : "->", to);
  }

  std::string duration(std::uint64_t nth) const {
    return fmt::format("{}ms",
                       dice_.one_of<std::int64_t>({200, 1000, 2500, 5000, 9000}, "for", nth));
  }

  void at(std::int64_t ms, std::string line) { lines_.emplace_back(ms, std::move(line)); }

  /// Whoever went down comes back some time later.
  void crash(std::uint64_t nth, std::int64_t ms, std::string_view how, const std::string& whom) {
    at(ms, fmt::format("{} {}{}", how == "stop" ? "stop" : "crash", whom,
                       how == "stop" ? "" : " " + std::string(how)));
    const std::int64_t back =
        ms + dice_.one_of<std::int64_t>({100, 1500, 4000, 11'000}, "back", nth);
    for (const std::string& one : all_nodes())
      if (one == whom || (!whom.starts_with("broker(") && !whom.starts_with("controller(")))
        at(back, "start " + one);
  }

  void one_message(std::uint64_t nth, std::int64_t ms) {
    if (dice_.chance(50, "of a client", nth)) {
      const bool is_request = dice_.chance(50, "request", nth);
      const std::string who = client(nth);
      const char* api = who.starts_with("producer") ? "Produce" : "Fetch";
      const std::string where = "leader(" + partition(nth) + ")";
      const std::string what =
          fmt::format("next {} {} from {} to {}", api, is_request ? "request" : "response",
                      is_request ? who : where, is_request ? where : who);
      at(ms, is_request && dice_.chance(30, "twice", nth) ? "duplicate " + what : "drop " + what);
      return;
    }
    const std::string leader = "leader(" + partition(nth) + ")";
    if (cluster_.controllers > 0 && dice_.chance(40, "AlterPartition", nth))
      at(ms, fmt::format("delay next AlterPartition request from {} to controller by {}", leader,
                         duration(nth)));
    else if (cluster_.brokers > 1)
      at(ms, fmt::format("{} next Fetch response from {} to broker({}){}",
                         dice_.one_of({"drop", "delay"}, "do", nth), leader,
                         dice_.between(1, cluster_.brokers, "to broker", nth),
                         dice_.one_of({"drop", "delay"}, "do", nth) == std::string_view("delay")
                             ? " by " + duration(nth)
                             : ""));
  }

  void operator_work(std::uint64_t nth, std::int64_t ms) {
    const std::string which = partition(nth);
    const std::size_t dash = which.find('-');
    const auto topic = std::ranges::find(cluster_.topics, which.substr(0, dash), &DrawnTopic::name);
    if (dice_.chance(50, "elect", nth)) {
      at(ms, "elect " + which);
    } else if (dice_.chance(50, "reassign", nth)) {
      auto replicas = topic->replicas[std::stoul(which.substr(dash + 1))];
      std::ranges::rotate(replicas, replicas.begin() + 1);
      const auto spare = dice_.between(1, cluster_.brokers, "moved to", nth);
      if (std::ranges::find(replicas, spare) == replicas.end()) replicas.back() = spare;
      at(ms, fmt::format("reassign {} to [{}]", which, fmt::join(replicas, ", ")));
      reassigned_.insert(which);
    } else {
      at(ms, fmt::format("set topic {} min.insync.replicas = {}", topic->name,
                         dice_.between(1, static_cast<std::int64_t>(topic->replicas[0].size()),
                                       "min.insync.replicas at", nth)));
      // It also empties the lists of eligible leaders: a partition may stay without one.
      changed_.insert(topic->name);
    }
  }

  void disk(std::uint64_t nth, std::int64_t ms) {
    const std::string which =
        fmt::format("disk({})", dice_.between(1, cluster_.brokers, "disk at", nth));
    if (dice_.chance(50, "stall", nth))
      at(ms, fmt::format("stall {} for {}", which, duration(nth)));
    else
      at(ms, fmt::format("throttle {} to {} for {}", which,
                         dice_.one_of({"3KB/s", "50KB/s"}, "disk rate", nth), duration(nth)));
  }

  void on_link(std::uint64_t nth, std::int64_t ms) {
    const std::string which = link(nth);
    switch (dice_.between(0, 4, "link fault", nth)) {
      case 0:
        return at(ms,
                  fmt::format("delay {} by {} for {}", which,
                              dice_.one_of({"10ms", "150ms", "900ms"}, "by", nth), duration(nth)));
      case 1:
        return at(ms,
                  fmt::format("throttle {} to {} for {}", which,
                              dice_.one_of({"4KB/s", "80KB/s"}, "to rate", nth), duration(nth)));
      default:
        return at(ms, fmt::format("partition {} for {}", which, duration(nth)));
    }
  }

  void add(std::uint64_t nth) {
    const auto family = families_[static_cast<std::size_t>(
        dice_.between(0, static_cast<std::int64_t>(families_.size()) - 1, "family", nth))];
    const std::int64_t ms = dice_.between(cluster_.faults_begin_s * 1000,
                                          cluster_.faults_end_s * 1000 - 1000, "at", nth);
    switch (family) {
      case Family::kill:
        return crash(nth, ms, "process-kill", node(nth));
      case Family::power:
        return crash(nth, ms, "power-loss", node(nth));
      case Family::disk_loss:
        return crash(nth, ms, "disk-loss",
                     fmt::format("broker({})", dice_.between(1, cluster_.brokers, "lost", nth)));
      case Family::clean_stop:
        return crash(nth, ms, "stop", node(nth));
      case Family::pause:
        return at(ms, fmt::format("pause {} for {}", node(nth), duration(nth)));
      case Family::slow:
        return at(ms, fmt::format("slow {} by x{} for {}", node(nth),
                                  dice_.one_of({"5", "40"}, "slow by", nth), duration(nth)));
      case Family::link:
        return on_link(nth, ms);
      case Family::connection:
        return at(ms, fmt::format("{} {}", dice_.one_of({"reset", "half-open"}, "connection", nth),
                                  link(nth)));
      case Family::message:
        return one_message(nth, ms);
      case Family::disk:
        return disk(nth, ms);
      case Family::clock:
        return at(ms, dice_.chance(50, "skew", nth)
                          ? fmt::format("skew clock({}) by {}", node(nth),
                                        dice_.one_of({"-1h", "-3s", "20s"}, "skew by", nth))
                          : fmt::format("drift clock({}) by {}ppm", node(nth),
                                        dice_.one_of({"-300", "300"}, "drift by", nth)));
      case Family::operator_work:
        return operator_work(nth, ms);
    }
  }

  const DrawnCluster& cluster_;
  const Dice& dice_;
  std::vector<Family> families_;
  std::vector<std::pair<std::int64_t, std::string>> lines_;  ///< by their time in ms
  std::set<std::string> reassigned_;                         ///< partitions
  std::set<std::string> changed_;  ///< topics with another min.insync.replicas
};

/// What Kafka promises for these faults: a disk that forgets may take acknowledged records with it,
/// but never unexplained.
std::string expectations(const DrawnCluster& cluster, const Faults& faults) {
  std::string out = "expect:\n  - \"never acked-record-lost\"\n";
  if (faults.has(Family::power) || faults.has(Family::disk_loss) || cluster.is_unclean) return out;
  for (const DrawnProducer& producer : cluster.producers) {
    if (producer.acks != "all") continue;
    out += fmt::format("  - \"finally lost({}) = 0\"\n", producer.name);
    if (!faults.was_changed(producer.topic))
      out += fmt::format("  - \"finally acked({0}) = sent({0})\"\n", producer.name);
    // A broker that starts anew knows one batch of each producer: Kafka's snapshots keep no more.
    if (producer.is_idempotent && !faults.has(Family::kill) && !faults.has(Family::clean_stop))
      out += fmt::format("  - \"finally duplicated({}) = 0\"\n", producer.name);
  }
  for (const DrawnTopic& topic : cluster.topics)
    for (std::size_t index = 0; index < topic.replicas.size(); ++index) {
      const std::string name = fmt::format("{}-{}", topic.name, index);
      if (faults.was_reassigned(name) || faults.was_changed(topic.name)) continue;
      auto replicas = topic.replicas[index];
      std::ranges::sort(replicas);
      out += fmt::format("  - \"finally isr({}) = [{}]\"\n", name, fmt::join(replicas, ", "));
    }
  return out;
}

}  // namespace

std::string faults_yaml(const DrawnCluster& cluster, const Dice& dice) {
  const Faults faults(cluster, dice);
  return faults.timeline() + expectations(cluster, faults);
}

}  // namespace fl::sim
