// Changes of configurations, of topics, of one broker or of all. A change is checked against the
// whole configuration that it leads to.
// Source: ConfigAdminManager.preprocess, ConfigurationControlManager,
// ControllerConfigurationValidator, DynamicBrokerConfig.validate.
#pragma once
#include "core/controller/decided.h"
#include "core/wire/messages/alter_configs.h"
#include "core/wire/messages/incremental_alter_configs.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace fl::controller {

/// What an entry of IncrementalAlterConfigs does, with Kafka's wire numbers.
enum class ConfigOperation : std::int8_t { set = 0, remove = 1, append = 2, subtract = 3 };

struct ConfigChange {
  ConfigOperation operation = ConfigOperation::set;
  std::optional<std::string> value;
};

/// Changes by property name.
using ConfigChanges = std::map<std::string, ConfigChange, std::less<>>;

struct DecidedConfigs {
  metadata::RecordList records;
  ApiError error;
};

/// The records that carry out the changes of one resource, or why it may not be changed. A resource
/// that is about to be created need not exist.
DecidedConfigs decide_config_changes(const View& view, const metadata::ConfigResource& resource,
                                     const ConfigChanges& changes, bool is_new);

/// With eligible leader replicas: a changed min.insync.replicas makes them void, of one topic or,
/// where it is that of brokers, of all. The records are added behind those that change it.
/// Source: ConfigurationControlManager.createClearElrRecordsAsNeeded, KIP-966.
void add_clear_elr_records(const View& view, metadata::RecordList& records);

/// `asked`: the broker that the client asked, which configures only itself; nothing if another node
/// vouches for the request or it came to the controller's own listener.
Decided<wire::IncrementalAlterConfigsResponse> decide_incremental_alter_configs(
    const View& view, const wire::IncrementalAlterConfigsRequest& request,
    std::optional<BrokerId> asked = std::nullopt);

/// AlterConfigs replaces: what is not named is removed.
Decided<wire::AlterConfigsResponse> decide_alter_configs(
    const View& view, const wire::AlterConfigsRequest& request,
    std::optional<BrokerId> asked = std::nullopt);

}  // namespace fl::controller
