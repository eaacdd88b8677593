// The striped placer. Each rack has two lists, of unfenced and of fenced brokers; an epoch is one
// partition, in which a list gives each of its brokers once, beginning one further than before.
#include "core/controller/replica_placers.h"

#include <algorithm>
#include <map>
#include <utility>

namespace fl::controller {

namespace {

using RackName = std::optional<std::string>;

class BrokerRing {
 public:
  void add(BrokerId broker) { brokers_.push_back(broker); }

  void begin(PlacementDraws& draws) {
    if (brokers_.empty()) return;
    std::ranges::sort(brokers_);
    offset_ = draws.below(brokers_.size());
  }

  /// Nothing if all were given in this epoch.
  std::optional<BrokerId> next(std::size_t epoch) {
    if (brokers_.empty()) return std::nullopt;
    if (epoch_ != epoch) {
      epoch_ = epoch;
      index_ = 0;
      offset_ = (offset_ + 1) % brokers_.size();
    }
    if (index_ >= brokers_.size()) return std::nullopt;
    return brokers_[(index_++ + offset_) % brokers_.size()];
  }

  std::vector<BrokerId>& brokers() { return brokers_; }

 private:
  std::vector<BrokerId> brokers_;
  std::size_t index_ = 0;
  std::size_t offset_ = 0;
  std::size_t epoch_ = 0;
};

struct Rack {
  BrokerRing unfenced;
  BrokerRing fenced;

  std::optional<BrokerId> next(std::size_t epoch) {
    if (const auto broker = unfenced.next(epoch)) return broker;
    return fenced.next(epoch);
  }
};

/// As java.util.Collections.shuffle does it.
template <class T>
void shuffle(std::vector<T>& values, PlacementDraws& draws) {
  for (std::size_t i = values.size(); i > 1; --i)
    std::swap(values[i - 1], values[draws.below(i)]);
}

class Stripes {
 public:
  Stripes(const std::vector<PlacedBroker>& brokers, PlacementDraws& draws,
          const std::vector<RackName>& draw_order)
      : draws_(draws), brokers_(brokers.size()) {
    for (const PlacedBroker& broker : brokers) {
      Rack& rack = racks_[broker.rack];
      (broker.is_fenced ? rack.fenced : rack.unfenced).add(broker.id);
      if (!broker.is_fenced) ++unfenced_;
    }
    for (const auto& [name, rack] : racks_)
      names_.push_back(name);
    draw_order_ = draw_order.size() == names_.size() ? draw_order : names_;
    for (const RackName& name : draw_order_) {
      racks_[name].fenced.begin(draws_);
      racks_[name].unfenced.begin(draws_);
    }
    offset_ = names_.empty() ? 0 : draws_.below(names_.size());
  }

  std::size_t brokers() const { return brokers_; }

  std::size_t unfenced() const { return unfenced_; }

  /// REQUIRES: an unfenced broker, and at least `count` brokers.
  std::vector<BrokerId> place(std::size_t count) {
    if (epoch_ == unfenced_ && unfenced_ > 1) mix();
    if (offset_ == names_.size()) offset_ = 0;
    std::vector<BrokerId> placed;
    std::size_t leader_rack = offset_;
    for (;; leader_rack = following(leader_rack)) {
      const auto leader = racks_[names_[leader_rack]].unfenced.next(epoch_);
      if (!leader) continue;
      placed.push_back(*leader);
      break;
    }
    // The rack of the leader has given already when the round comes to it first.
    bool is_leader_rack_due = true;
    for (std::size_t rack = offset_; placed.size() < count; rack = following(rack)) {
      if (rack == leader_rack && is_leader_rack_due) {
        is_leader_rack_due = false;
        continue;
      }
      if (const auto broker = racks_[names_[rack]].next(epoch_)) placed.push_back(*broker);
    }
    ++epoch_;
    ++offset_;
    return placed;
  }

 private:
  std::size_t following(std::size_t rack) const { return rack + 1 == names_.size() ? 0 : rack + 1; }

  /// After as many partitions as there are unfenced brokers the pattern would repeat.
  void mix() {
    shuffle(names_, draws_);
    for (const RackName& name : draw_order_) {
      shuffle(racks_[name].fenced.brokers(), draws_);
      shuffle(racks_[name].unfenced.brokers(), draws_);
    }
    epoch_ = 0;
  }

  PlacementDraws& draws_;
  std::size_t brokers_ = 0;
  std::size_t unfenced_ = 0;
  std::map<RackName, Rack> racks_;
  std::vector<RackName> names_;
  std::vector<RackName> draw_order_;
  std::size_t offset_ = 0;
  std::size_t epoch_ = 0;
};

PlacementError invalid_factor(std::string text) {
  return {.code = wire::ErrorCode::invalid_replication_factor, .text = std::move(text)};
}

}  // namespace

std::expected<Placements, PlacementError> place_striped(
    const std::vector<PlacedBroker>& brokers, PlacementCounts counts, PlacementDraws& draws,
    const std::vector<RackName>& rack_draw_order) {
  Stripes stripes(brokers, draws, rack_draw_order);
  const std::string factor = std::to_string(counts.replication_factor);
  if (counts.replication_factor <= 0)
    return std::unexpected(invalid_factor("Invalid replication factor " + factor +
                                          ": the replication factor must be positive."));
  if (stripes.unfenced() == 0)
    return std::unexpected(invalid_factor(
        "All brokers are currently fenced, or have all their log directories cordoned."));
  const auto wanted = static_cast<std::size_t>(counts.replication_factor);
  if (wanted > stripes.brokers())
    return std::unexpected(invalid_factor(
        "The target replication factor of " + factor + " cannot be reached because only " +
        std::to_string(stripes.brokers()) +
        " broker(s) are registered or some brokers have all their log directories cordoned."));
  Placements placements;
  for (std::int32_t i = 0; i < counts.partitions; ++i)
    placements.push_back(stripes.place(wanted));
  return placements;
}

}  // namespace fl::controller
