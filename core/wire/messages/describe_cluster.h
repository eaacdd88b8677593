// DescribeCluster (60): cluster id, controller and brokers (KIP-700).
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::wire {

/// Asks for the cluster. `endpoint_type`: 1 brokers, 2 controllers.
struct DescribeClusterRequest {
  static constexpr std::string_view kName = "DescribeClusterRequest";
  static constexpr ApiKey kApi = ApiKey::describe_cluster;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(0);

  bool include_cluster_authorized_operations = false;
  std::int8_t endpoint_type = 1;  ///< 1 brokers, 2 controllers
  bool include_fenced_brokers = false;
  UnknownTags unknown_tags;

  bool operator==(const DescribeClusterRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&DescribeClusterRequest::include_cluster_authorized_operations>(
            "IncludeClusterAuthorizedOperations", since(0)),
        field<&DescribeClusterRequest::endpoint_type>("EndpointType", since(1)),
        field<&DescribeClusterRequest::include_fenced_brokers>("IncludeFencedBrokers", since(2)));
  }
};

/// The cluster's id, controller and endpoints.
struct DescribeClusterResponse {
  static constexpr std::string_view kName = "DescribeClusterResponse";
  static constexpr ApiKey kApi = ApiKey::describe_cluster;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(0);

  struct DescribeClusterBroker {
    BrokerId broker_id;
    std::string host;
    std::int32_t port = 0;
    std::optional<std::string> rack;
    bool is_fenced = false;
    UnknownTags unknown_tags;

    bool operator==(const DescribeClusterBroker&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&DescribeClusterBroker::broker_id>("BrokerId", since(0)),
          field<&DescribeClusterBroker::host>("Host", since(0)),
          field<&DescribeClusterBroker::port>("Port", since(0)),
          field<&DescribeClusterBroker::rack>("Rack", since(0), {.nullable = since(0)}),
          field<&DescribeClusterBroker::is_fenced>("IsFenced", since(2)));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string> error_message;
  std::int8_t endpoint_type = 1;  ///< 1 brokers, 2 controllers
  std::string cluster_id;
  BrokerId controller_id{-1};
  std::vector<DescribeClusterBroker> brokers;
  std::int32_t cluster_authorized_operations =
      std::numeric_limits<std::int32_t>::min();  ///< bits; the least number if not asked for
  UnknownTags unknown_tags;

  bool operator==(const DescribeClusterResponse&) const = default;

  static consteval auto fields() {
    return field_list(field<&DescribeClusterResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
                      field<&DescribeClusterResponse::error_code>("ErrorCode", since(0)),
                      field<&DescribeClusterResponse::error_message>("ErrorMessage", since(0),
                                                                     {.nullable = since(0)}),
                      field<&DescribeClusterResponse::endpoint_type>("EndpointType", since(1)),
                      field<&DescribeClusterResponse::cluster_id>("ClusterId", since(0)),
                      field<&DescribeClusterResponse::controller_id>("ControllerId", since(0)),
                      field<&DescribeClusterResponse::brokers>("Brokers", since(0)),
                      field<&DescribeClusterResponse::cluster_authorized_operations>(
                          "ClusterAuthorizedOperations", since(0)));
  }
};

}  // namespace fl::wire
