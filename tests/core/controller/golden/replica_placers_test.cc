// Kafka's two placers, with every draw of their chance given.
#include "core/controller/replica_placers.h"

#include "tests/core/controller/golden/placement_json.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

namespace fl::controller {
namespace {

std::optional<std::string> text_or_none(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return json.get<std::string>();
}

std::vector<PlacedBroker> brokers_of(const Json& line) {
  std::vector<PlacedBroker> brokers;
  for (const Json& broker : line["brokers"])
    brokers.push_back({.id = BrokerId(broker["id"].get<std::int32_t>()),
                       .rack = text_or_none(broker.value("rack", Json())),
                       .is_fenced = broker.value("fenced", false)});
  return brokers;
}

PlacementCounts counts_of(const Json& line) {
  return {.partitions = line["partitions"].get<std::int32_t>(),
          .replication_factor = line["replicationFactor"].get<std::int32_t>()};
}

/// Gives the draws that Kafka's generator gave, and checks that they are asked for alike.
class RecordedDraws final : public PlacementDraws {
 public:
  explicit RecordedDraws(const Json& draws) : draws_(draws) {}

  std::size_t below(std::size_t bound) override {
    if (!draws_.is_array()) return 0;
    EXPECT_LT(next_, draws_.size());
    if (next_ >= draws_.size()) return 0;
    const Json& draw = draws_[next_++];
    EXPECT_EQ(draw[0].get<std::size_t>(), bound);
    return draw[1].get<std::size_t>();
  }

  std::size_t taken() const { return next_; }

 private:
  const Json& draws_;
  std::size_t next_ = 0;
};

TEST(StripedPlacer, PlacesAsKafkaDoes) {
  for (const std::string& text : golden::lines("placement/striped_replica_placer.jsonl")) {
    const Json line = Json::parse(text);
    SCOPED_TRACE(line["name"].get<std::string>());
    std::vector<std::optional<std::string>> order;
    for (const Json& rack : line["rackDrawOrder"])
      order.push_back(text_or_none(rack));
    const Json none;
    RecordedDraws draws(line.contains("draws") ? line["draws"] : none);
    const auto placed = place_striped(brokers_of(line), counts_of(line), draws, order);
    ASSERT_EQ(placed.has_value(), !line.contains("error"));
    if (!placed) {
      EXPECT_EQ(placed.error().text, line["message"].get<std::string>());
      continue;
    }
    ASSERT_EQ(placed->size(), line["assignment"].size());
    for (std::size_t i = 0; i < placed->size(); ++i)
      ASSERT_EQ((*placed)[i], ids(line["assignment"][i])) << i;
    EXPECT_EQ(draws.taken(), line["draws"].size());
  }
}

TEST(StaggeredPlacer, PlacesAsKafkaDoes) {
  for (const std::string& text : golden::lines("placement/admin_utils_3_9.jsonl")) {
    const Json line = Json::parse(text);
    SCOPED_TRACE(line["name"].get<std::string>());
    const auto start = line["fixedStartIndex"].get<std::int32_t>();
    const auto first = line["startPartitionId"].get<std::int32_t>();
    const auto placed = place_staggered(
        brokers_of(line), counts_of(line),
        {.start_index = start, .replica_shift = start, .start_partition_id = first});
    ASSERT_EQ(placed.has_value(), !line.contains("error"));
    if (!placed) {
      EXPECT_EQ(placed.error().text, line["message"].get<std::string>());
      continue;
    }
    ASSERT_EQ(placed->size(), line["assignment"].size());
    for (const auto& [partition, replicas] : line["assignment"].items()) {
      const auto index = static_cast<std::size_t>(std::stoi(partition) - std::max(first, 0));
      ASSERT_EQ(placed->at(index), ids(replicas)) << partition;
    }
  }
}

/// The course's listing of 16 partitions with three replicas on four brokers.
TEST(StaggeredPlacer, GivesTheListingOfSixteenPartitionsOnFourBrokers) {
  std::vector<PlacedBroker> brokers;
  for (std::int32_t id = 0; id < 4; ++id)
    brokers.push_back({.id = BrokerId(id), .rack = std::nullopt});
  const auto placed = place_staggered(brokers, {.partitions = 16, .replication_factor = 3}, {});
  std::string listing;
  for (const auto& replicas : placed.value()) {
    if (!listing.empty()) listing += ' ';
    for (const BrokerId id : replicas)
      listing += std::to_string(id.value);
  }
  EXPECT_EQ(listing, "012 123 230 301 023 130 201 312 031 102 213 320 012 123 230 301");
}

}  // namespace
}  // namespace fl::controller
