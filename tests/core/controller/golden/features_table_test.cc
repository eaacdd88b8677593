// The levels of metadata.version as Kafka's own table has them: what may be lowered, and what
// cannot, because a lower level does not know all records.
#include "core/controller/update_features.h"
#include "tests/core/controller/golden/placement_json.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <map>

namespace fl::controller {
namespace {

/// By level of metadata.version: whether it writes what the one below does not know.
std::map<std::int16_t, bool> levels() {
  std::map<std::int16_t, bool> levels;
  const Json table = Json::parse(golden::read_text("tables/features.json"));
  for (const Json& row : table.at("metadata.version"))
    if (row.at("isProduction").get<bool>())
      levels[row.at("level").get<std::int16_t>()] = row.at("didMetadataChange").get<bool>();
  return levels;
}

wire::ErrorCode lowered(std::int16_t from, std::int16_t to, std::int8_t upgrade_type) {
  const auto config = config::parse({{"node.id", "1"}, {"process.roles", "controller"}})->config;
  const Draw draw(1);
  metadata::Image image;
  image.features.put("metadata.version", from);
  wire::UpdateFeaturesRequest request;
  request.feature_updates.push_back(
      {.feature = "metadata.version", .max_version_level = to, .upgrade_type = upgrade_type});
  const View view{.image = image, .config = config, .draw = draw};
  return decide_update_features(view, request, 2).response.error_code;
}

TEST(FeaturesTable, MetadataVersionFallsOnlyWhereNoRecordWouldBeLost) {
  constexpr std::int8_t kSafe = 2;
  constexpr std::int8_t kUnsafe = 3;
  const std::map<std::int16_t, bool> table = levels();
  ASSERT_EQ(table.size(), 24u);
  for (const auto& [from, ignored] : table) {
    bool is_lossless = true;
    for (std::int16_t to = from; to-- > table.begin()->first;) {
      is_lossless = is_lossless && !table.at(static_cast<std::int16_t>(to + 1));
      const auto expected =
          is_lossless ? wire::ErrorCode::none : wire::ErrorCode::invalid_update_version;
      EXPECT_EQ(lowered(from, to, kSafe), expected) << from << " to " << to;
      EXPECT_EQ(lowered(from, to, kUnsafe), expected) << from << " to " << to;
    }
  }
}

}  // namespace
}  // namespace fl::controller
