#include "core/controller/update_features.h"

#include "core/controller/cluster_view.h"
#include "core/controller/supported_features.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace fl::controller {

namespace {

using Request = wire::UpdateFeaturesRequest;
using Response = wire::UpdateFeaturesResponse;
using wire::ErrorCode;

constexpr std::string_view kMetadataVersion = "metadata.version";
constexpr std::string_view kKraftVersion = "kraft.version";
constexpr std::string_view kElrVersion = "eligible.leader.replicas.version";
constexpr std::string_view kMinIsr = "min.insync.replicas";

constexpr std::int8_t kUpgrade = 1;
constexpr std::int8_t kUnsafeDowngrade = 3;
constexpr std::int16_t kLastVersionWithResults = 1;

/// Levels of metadata.version that write what the level below does not know.
constexpr std::array<std::int16_t, 9> kLevelsWithNewRecords{7, 8, 11, 13, 14, 15, 17, 23, 30};

/// What eligible leader replicas need: records of partitions that can hold them.
constexpr std::int16_t kElrMetadataVersion = 23;

using Updates = std::map<std::string, Request::FeatureUpdateKey, std::less<>>;

struct Range {
  std::int16_t min = 0;
  std::int16_t max = 0;
};

std::string text_of(Range range) {
  if (range.min == range.max) return std::to_string(range.min);
  return std::to_string(range.min) + "-" + std::to_string(range.max);
}

/// Why `who` cannot run with that level, or nothing.   Source: QuorumFeatures.reasonNotSupported.
std::optional<std::string> reason_not_supported(std::int16_t level, const std::string& who,
                                                Range range) {
  if (level >= range.min && level <= range.max) return std::nullopt;
  if (range.max == 0) return who + " does not support this feature.";
  return who + " only supports versions " + text_of(range);
}

Range range_of(const std::vector<metadata::FeatureRange>& features, std::string_view name) {
  for (const metadata::FeatureRange& feature : features)
    if (feature.name == name) return {feature.min, feature.max};
  return {};
}

Range own_range(std::string_view name) {
  for (const SupportedFeature& feature : kSupportedFeatures)
    if (feature.name == name) return {feature.min, feature.max};
  return {};
}

/// Whether a log written at `from` may hold what a node at `to`, which is lower, cannot read.
bool loses_metadata(std::int16_t from, std::int16_t to) {
  return std::ranges::any_of(kLevelsWithNewRecords,
                             [&](std::int16_t level) { return level > to && level <= from; });
}

ApiError invalid(std::string text) {
  return {ErrorCode::invalid_update_version, std::move(text)};
}

class Updater {
 public:
  Updater(const View& view, const Updates& updates, const KraftVersion& kraft)
      : view_(view), updates_(updates), kraft_(kraft) {}

  ApiError decide(metadata::RecordList& records) const {
    for (const auto& [name, update] : updates_)
      if (ApiError error = check(update); error.is_failure()) return error;
    add_elr_records(records);
    for (const auto& [name, update] : updates_) {
      if (name == kKraftVersion) continue;
      wire::FeatureLevelRecord record;
      record.name = name;
      record.feature_level = update.max_version_level;
      records.emplace_back(std::move(record));
    }
    return {};
  }

 private:
  std::int16_t current(std::string_view name) const {
    if (name == kMetadataVersion) return metadata_version(view_);
    if (name == kKraftVersion) return kraft_.level;
    const std::int16_t* const level = view_.image.features.find(std::string(name));
    return level == nullptr ? std::int16_t{0} : *level;
  }

  ApiError check(const Request::FeatureUpdateKey& update) const {
    const std::int16_t wanted = update.max_version_level;
    const auto wrong = [&](const std::string& why) {
      return invalid("Invalid update version " + std::to_string(wanted) + " for feature " +
                     update.feature + ". " + why);
    };
    if (update.upgrade_type < kUpgrade || update.upgrade_type > kUnsafeDowngrade)
      return wrong("The controller does not support the given upgrade type.");
    if (wanted < 0) return wrong("A feature version cannot be less than 0.");
    if (auto reason = not_supported(update.feature, wanted)) return wrong(*reason);
    const std::int16_t now = current(update.feature);
    if (wanted < now && update.upgrade_type == kUpgrade)
      return wrong(
          "Can't downgrade the version of this feature without setting the upgrade type to either "
          "safe or unsafe downgrade.");
    if (wanted > now && update.upgrade_type != kUpgrade)
      return wrong("Can't downgrade to a newer version.");
    if (update.feature == kMetadataVersion) return check_metadata_version(update);
    if (update.feature == kKraftVersion) {
      if (wanted < now) return wrong("Can't downgrade the version of this feature.");
      return wanted == now || kraft_.problem.empty() ? ApiError{} : invalid(kraft_.problem);
    }
    if (auto reason = missing_dependency(update.feature, wanted)) return wrong(*reason);
    return {};
  }

  /// Kafka: a voter that never registered refuses too. Controllers of ours need not register.
  std::optional<std::string> not_supported(const std::string& name, std::int16_t level) const {
    std::optional<std::string> reason = reason_not_supported(
        level, "Local controller " + std::to_string(view_.config.node_id), own_range(name));
    view_.image.brokers.for_each([&](const BrokerId& id, const metadata::BrokerImage& broker) {
      if (!reason)
        reason = reason_not_supported(level, "Broker " + std::to_string(id.value),
                                      range_of(broker.features, name));
    });
    view_.image.controllers.for_each(
        [&](const BrokerId& id, const metadata::ControllerImage& controller) {
          if (!reason && id.value != view_.config.node_id)
            reason = reason_not_supported(level, "Controller " + std::to_string(id.value),
                                          range_of(controller.features, name));
        });
    return reason;
  }

  ApiError check_metadata_version(const Request::FeatureUpdateKey& update) const {
    const std::int16_t now = metadata_version(view_);
    if (!loses_metadata(now, update.max_version_level)) return {};
    return invalid("Unsupported metadata.version downgrade from " + std::to_string(now) + " to " +
                   std::to_string(update.max_version_level) + ". " +
                   (update.upgrade_type == kUnsafeDowngrade
                        ? "Unsafe metadata downgrade is not supported in this version."
                        : "Refusing to perform the requested downgrade because it might delete "
                          "metadata information."));
  }

  /// Features build on each other: what the request changes counts.
  std::optional<std::string> missing_dependency(const std::string& name, std::int16_t level) const {
    if (own_range(name).max == 0) return "Feature " + name + " not found.";
    if (name != kElrVersion || level == 0) return std::nullopt;
    const auto changed = updates_.find(kMetadataVersion);
    const std::int16_t proposed =
        changed == updates_.end() ? current(kMetadataVersion) : changed->second.max_version_level;
    if (proposed >= kElrMetadataVersion) return std::nullopt;
    return name + " could not be set to " + std::to_string(level) +
           " because it depends on metadata.version level " + std::to_string(kElrMetadataVersion);
  }

  /// All must agree on who may lead: min.insync.replicas is made one for all brokers.
  /// Source: ConfigurationControlManager.maybeGenerateElrSafetyRecords.
  void add_elr_records(metadata::RecordList& records) const {
    const auto update = updates_.find(kElrVersion);
    if (update == updates_.end() || update->second.max_version_level == 0) return;
    const auto add = [&](const std::string& broker, std::optional<std::string> value) {
      wire::ConfigRecord record;
      record.resource_type = static_cast<std::int8_t>(metadata::ResourceType::broker);
      record.resource_name = broker;
      record.name = kMinIsr;
      record.value = std::move(value);
      records.emplace_back(std::move(record));
    };
    if (!view_.image.config_of(metadata::ResourceType::broker, "").contains(kMinIsr))
      add("", view_.config.value_of(kMinIsr));
    view_.image.configs.for_each(
        [&](const metadata::ConfigResource& resource, const metadata::ConfigValues& values) {
          if (resource.type == metadata::ResourceType::broker && !resource.name.empty() &&
              values.contains(kMinIsr))
            add(resource.name, std::nullopt);
        });
  }

  const View& view_;
  const Updates& updates_;
  const KraftVersion& kraft_;
};

}  // namespace

Decided<Response> decide_update_features(const View& view, const Request& request,
                                         std::int16_t version, const KraftVersion& kraft) {
  // Kafka asks in the order of a hash map, in which the last of two wins.
  Updates updates;
  for (const Request::FeatureUpdateKey& update : request.feature_updates)
    updates.insert_or_assign(update.feature, update);
  Decided<Response> decided;
  decided.response.error_message.reset();
  const ApiError error = Updater(view, updates, kraft).decide(decided.records);
  if (error.is_failure()) {
    decided.records.clear();
    decided.response.error_code = error.code;
    decided.response.error_message = bounded_text(
        "The update failed for all features since the following feature had an error: " +
        error.message.value_or(""));
    return decided;
  }
  if (request.validate_only) decided.records.clear();
  if (version > kLastVersionWithResults) return decided;
  for (const Request::FeatureUpdateKey& update : request.feature_updates)
    decided.response.results.push_back(
        {.feature = update.feature, .error_code = ErrorCode::none, .error_message = "NONE"});
  return decided;
}

}  // namespace fl::controller
