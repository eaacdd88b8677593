// Control records of the metadata quorum: who leads, who votes, and the ends of snapshots. In a
// control batch the record's key tells the kind (int16 version, int16 kind), the value is the
// message in the version that its first field names.   Source: ControlRecordType, KIP-595,
// KIP-630, KIP-853.
#pragma once
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "core/describe/fields.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fl::wire {

/// The first record of a leader epoch.
struct LeaderChangeMessage {
  static constexpr std::string_view kName = "LeaderChangeMessage";
  static constexpr Versions kVersions = between(0, 1);
  static constexpr Versions kFlexible = since(0);

  struct Voter {
    BrokerId voter_id;
    Uuid voter_directory_id;
    UnknownTags unknown_tags;

    bool operator==(const Voter&) const = default;

    static consteval auto fields() {
      return field_list(field<&Voter::voter_id>("VoterId", since(0)),
                        field<&Voter::voter_directory_id>("VoterDirectoryId", since(1)));
    }
  };

  std::int16_t version = 0;
  BrokerId leader_id;
  std::vector<Voter> voters;
  std::vector<Voter> granting_voters;  ///< who voted for the leader
  UnknownTags unknown_tags;

  bool operator==(const LeaderChangeMessage&) const = default;

  static consteval auto fields() {
    return field_list(field<&LeaderChangeMessage::version>("Version", since(0)),
                      field<&LeaderChangeMessage::leader_id>("LeaderId", since(0)),
                      field<&LeaderChangeMessage::voters>("Voters", since(0)),
                      field<&LeaderChangeMessage::granting_voters>("GrantingVoters", since(0)));
  }
};

/// The finalized kraft.version: 0 with static voters, 1 with voters in the log.
struct KRaftVersionRecord {
  static constexpr std::string_view kName = "KRaftVersionRecord";
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::int16_t version = 0;
  std::int16_t kraft_version = 0;
  UnknownTags unknown_tags;

  bool operator==(const KRaftVersionRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&KRaftVersionRecord::version>("Version", since(0)),
                      field<&KRaftVersionRecord::kraft_version>("KRaftVersion", since(0)));
  }
};

/// All voters, in force as soon as it is in the log, committed or not.
struct VotersRecord {
  static constexpr std::string_view kName = "VotersRecord";
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  struct Endpoint {
    std::string name;
    std::string host;
    std::uint16_t port = 0;
    UnknownTags unknown_tags;

    bool operator==(const Endpoint&) const = default;

    static consteval auto fields() {
      return field_list(field<&Endpoint::name>("Name", since(0)),
                        field<&Endpoint::host>("Host", since(0)),
                        field<&Endpoint::port>("Port", since(0)));
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

  struct Voter {
    BrokerId voter_id;
    Uuid voter_directory_id;
    std::vector<Endpoint> endpoints;
    KRaftVersionFeature kraft_version_feature;
    UnknownTags unknown_tags;

    bool operator==(const Voter&) const = default;

    static consteval auto fields() {
      return field_list(field<&Voter::voter_id>("VoterId", since(0)),
                        field<&Voter::voter_directory_id>("VoterDirectoryId", since(0)),
                        field<&Voter::endpoints>("Endpoints", since(0)),
                        field<&Voter::kraft_version_feature>("KRaftVersionFeature", since(0)));
    }
  };

  std::int16_t version = 0;
  std::vector<Voter> voters;
  UnknownTags unknown_tags;

  bool operator==(const VotersRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&VotersRecord::version>("Version", since(0)),
                      field<&VotersRecord::voters>("Voters", since(0)));
  }
};

/// The first record of a snapshot.
struct SnapshotHeaderRecord {
  static constexpr std::string_view kName = "SnapshotHeaderRecord";
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::int16_t version = 0;
  Timestamp last_contained_log_timestamp;  ///< of the last record that the snapshot stands for
  UnknownTags unknown_tags;

  bool operator==(const SnapshotHeaderRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&SnapshotHeaderRecord::version>("Version", since(0)),
                      field<&SnapshotHeaderRecord::last_contained_log_timestamp>(
                          "LastContainedLogTimestamp", since(0)));
  }
};

/// The last record of a snapshot.
struct SnapshotFooterRecord {
  static constexpr std::string_view kName = "SnapshotFooterRecord";
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::int16_t version = 0;
  UnknownTags unknown_tags;

  bool operator==(const SnapshotFooterRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&SnapshotFooterRecord::version>("Version", since(0)));
  }
};

}  // namespace fl::wire
