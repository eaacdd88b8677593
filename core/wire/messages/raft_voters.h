// AddRaftVoter (80), RemoveRaftVoter (81), UpdateRaftVoter (82): the voters of the metadata
// quorum change one by one (KIP-853).
#pragma once
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::wire {

/// The voter to be.
struct AddRaftVoterRequest {
  static constexpr std::string_view kName = "AddRaftVoterRequest";
  static constexpr ApiKey kApi = ApiKey::add_raft_voter;
  static constexpr Versions kVersions = between(0, 1);
  static constexpr Versions kFlexible = since(0);

  struct Listener {
    std::string name;
    std::string host;
    std::uint16_t port = 0;
    UnknownTags unknown_tags;

    bool operator==(const Listener&) const = default;

    static consteval auto fields() {
      return field_list(field<&Listener::name>("Name", since(0)),
                        field<&Listener::host>("Host", since(0)),
                        field<&Listener::port>("Port", since(0)));
    }
  };

  std::optional<std::string> cluster_id = "";
  std::int32_t timeout_ms = 0;
  BrokerId voter_id;
  Uuid voter_directory_id;
  std::vector<Listener> listeners;
  bool ack_when_committed = true;  ///< false: answered when the leader has written it
  UnknownTags unknown_tags;

  bool operator==(const AddRaftVoterRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&AddRaftVoterRequest::cluster_id>("ClusterId", since(0), {.nullable = since(0)}),
        field<&AddRaftVoterRequest::timeout_ms>("TimeoutMs", since(0)),
        field<&AddRaftVoterRequest::voter_id>("VoterId", since(0)),
        field<&AddRaftVoterRequest::voter_directory_id>("VoterDirectoryId", since(0)),
        field<&AddRaftVoterRequest::listeners>("Listeners", since(0)),
        field<&AddRaftVoterRequest::ack_when_committed>("AckWhenCommitted", since(1)));
  }
};

/// Done, or why not.
struct AddRaftVoterResponse {
  static constexpr std::string_view kName = "AddRaftVoterResponse";
  static constexpr ApiKey kApi = ApiKey::add_raft_voter;
  static constexpr Versions kVersions = between(0, 1);
  static constexpr Versions kFlexible = since(0);

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string> error_message = "";
  UnknownTags unknown_tags;

  bool operator==(const AddRaftVoterResponse&) const = default;

  static consteval auto fields() {
    return field_list(field<&AddRaftVoterResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
                      field<&AddRaftVoterResponse::error_code>("ErrorCode", since(0)),
                      field<&AddRaftVoterResponse::error_message>(
                          "ErrorMessage", since(0), {.nullable = since(0), .ignorable = true}));
  }
};

/// The voter that goes.
struct RemoveRaftVoterRequest {
  static constexpr std::string_view kName = "RemoveRaftVoterRequest";
  static constexpr ApiKey kApi = ApiKey::remove_raft_voter;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::optional<std::string> cluster_id = "";
  BrokerId voter_id;
  Uuid voter_directory_id;
  UnknownTags unknown_tags;

  bool operator==(const RemoveRaftVoterRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&RemoveRaftVoterRequest::cluster_id>("ClusterId", since(0), {.nullable = since(0)}),
        field<&RemoveRaftVoterRequest::voter_id>("VoterId", since(0)),
        field<&RemoveRaftVoterRequest::voter_directory_id>("VoterDirectoryId", since(0)));
  }
};

/// Done, or why not.
struct RemoveRaftVoterResponse {
  static constexpr std::string_view kName = "RemoveRaftVoterResponse";
  static constexpr ApiKey kApi = ApiKey::remove_raft_voter;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string> error_message = "";
  UnknownTags unknown_tags;

  bool operator==(const RemoveRaftVoterResponse&) const = default;

  static consteval auto fields() {
    return field_list(field<&RemoveRaftVoterResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
                      field<&RemoveRaftVoterResponse::error_code>("ErrorCode", since(0)),
                      field<&RemoveRaftVoterResponse::error_message>(
                          "ErrorMessage", since(0), {.nullable = since(0), .ignorable = true}));
  }
};

/// A voter tells its endpoints and the versions it supports.
struct UpdateRaftVoterRequest {
  static constexpr std::string_view kName = "UpdateRaftVoterRequest";
  static constexpr ApiKey kApi = ApiKey::update_raft_voter;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  struct Listener {
    std::string name;
    std::string host;
    std::uint16_t port = 0;
    UnknownTags unknown_tags;

    bool operator==(const Listener&) const = default;

    static consteval auto fields() {
      return field_list(field<&Listener::name>("Name", since(0)),
                        field<&Listener::host>("Host", since(0)),
                        field<&Listener::port>("Port", since(0)));
    }
  };

  struct KRaftVersionFeature {
    std::int16_t min_supported_version = 0;
    std::int16_t max_supported_version = 0;
    UnknownTags unknown_tags;

    bool operator==(const KRaftVersionFeature&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&KRaftVersionFeature::min_supported_version>("MinSupportedVersion", since(0)),
          field<&KRaftVersionFeature::max_supported_version>("MaxSupportedVersion", since(0)));
    }
  };

  std::optional<std::string> cluster_id = "";
  LeaderEpoch current_leader_epoch;
  BrokerId voter_id;
  Uuid voter_directory_id;
  std::vector<Listener> listeners;
  KRaftVersionFeature kraft_version_feature;
  UnknownTags unknown_tags;

  bool operator==(const UpdateRaftVoterRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&UpdateRaftVoterRequest::cluster_id>("ClusterId", since(0), {.nullable = since(0)}),
        field<&UpdateRaftVoterRequest::current_leader_epoch>("CurrentLeaderEpoch", since(0)),
        field<&UpdateRaftVoterRequest::voter_id>("VoterId", since(0)),
        field<&UpdateRaftVoterRequest::voter_directory_id>("VoterDirectoryId", since(0)),
        field<&UpdateRaftVoterRequest::listeners>("Listeners", since(0)),
        field<&UpdateRaftVoterRequest::kraft_version_feature>("KRaftVersionFeature", since(0)));
  }
};

/// Done, or why not, and who leads.
struct UpdateRaftVoterResponse {
  static constexpr std::string_view kName = "UpdateRaftVoterResponse";
  static constexpr ApiKey kApi = ApiKey::update_raft_voter;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  struct CurrentLeader {
    BrokerId leader_id{-1};
    LeaderEpoch leader_epoch{-1};
    std::string host;
    std::int32_t port = 0;
    UnknownTags unknown_tags;

    bool operator==(const CurrentLeader&) const = default;

    static consteval auto fields() {
      return field_list(field<&CurrentLeader::leader_id>("LeaderId", since(0)),
                        field<&CurrentLeader::leader_epoch>("LeaderEpoch", since(0)),
                        field<&CurrentLeader::host>("Host", since(0)),
                        field<&CurrentLeader::port>("Port", since(0)));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  CurrentLeader current_leader;
  UnknownTags unknown_tags;

  bool operator==(const UpdateRaftVoterResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&UpdateRaftVoterResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
        field<&UpdateRaftVoterResponse::error_code>("ErrorCode", since(0)),
        field<&UpdateRaftVoterResponse::current_leader>("CurrentLeader", since(0), {.tag = 0}));
  }
};

}  // namespace fl::wire
