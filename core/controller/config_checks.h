// What may be configured: checks of a request's shape first, then of the configuration that a
// change leads to.   Source: ConfigAdminManager.preprocess, ControllerConfigurationValidator.
#pragma once
#include "core/controller/configs.h"
#include "core/controller/decided.h"
#include "core/wire/messages/alter_configs.h"
#include "core/wire/messages/incremental_alter_configs.h"

#include <optional>
#include <string>
#include <vector>

namespace fl::controller {

/// A resource's configuration before and after a change.
struct ChangedConfig {
  const metadata::ConfigResource& resource;
  const metadata::ConfigValues& before;
  const metadata::ConfigValues& after;
  const std::vector<std::string>& nulls;  ///< names that were to be set to null
  bool is_new = false;                    ///< the resource is about to be created
};

/// Whether the resource may be configured so.
ApiError check_resource_config(const View& view, const ChangedConfig& changed);

/// The view, and the broker that a client asked: it lets clients configure itself only.
struct Asked {
  const View& view;
  std::optional<BrokerId> broker;
};

/// Whether one resource of the request is well-formed, and a broker's properties are dynamic ones.
ApiError check_incremental(
    const Asked& asked, const wire::IncrementalAlterConfigsRequest& request,
    const wire::IncrementalAlterConfigsRequest::AlterConfigsResource& resource);

/// Kafka never answers a request that names one resource twice; ours does, as for the other API.
ApiError check_replacing(const Asked& asked, const wire::AlterConfigsRequest& request,
                         const wire::AlterConfigsRequest::AlterConfigsResource& resource);

}  // namespace fl::controller
