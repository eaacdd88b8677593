// Records of the metadata log about who may do what: SCRAM credentials (KIP-900), ACLs
// (KIP-801), delegation tokens (KIP-900).
#pragma once
#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "core/describe/fields.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fl::wire {

/// A user's SCRAM credential.
struct UserScramCredentialRecord {
  static constexpr std::string_view kName = "UserScramCredentialRecord";
  static constexpr std::int16_t kRecordKey = 11;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::string name;
  std::int8_t mechanism = 0;  ///< 1 SCRAM-SHA-256, 2 SCRAM-SHA-512
  Slice salt;
  Slice stored_key;
  Slice server_key;
  std::int32_t iterations = 0;
  UnknownTags unknown_tags;

  bool operator==(const UserScramCredentialRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&UserScramCredentialRecord::name>("Name", since(0)),
                      field<&UserScramCredentialRecord::mechanism>("Mechanism", since(0)),
                      field<&UserScramCredentialRecord::salt>("Salt", since(0)),
                      field<&UserScramCredentialRecord::stored_key>("StoredKey", since(0)),
                      field<&UserScramCredentialRecord::server_key>("ServerKey", since(0)),
                      field<&UserScramCredentialRecord::iterations>("Iterations", since(0)));
  }
};

/// A user's SCRAM credential is gone.
struct RemoveUserScramCredentialRecord {
  static constexpr std::string_view kName = "RemoveUserScramCredentialRecord";
  static constexpr std::int16_t kRecordKey = 22;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::string name;
  std::int8_t mechanism = 0;
  UnknownTags unknown_tags;

  bool operator==(const RemoveUserScramCredentialRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&RemoveUserScramCredentialRecord::name>("Name", since(0)),
                      field<&RemoveUserScramCredentialRecord::mechanism>("Mechanism", since(0)));
  }
};

/// One ACL.
struct AccessControlEntryRecord {
  static constexpr std::string_view kName = "AccessControlEntryRecord";
  static constexpr std::int16_t kRecordKey = 18;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  Uuid id;
  std::int8_t resource_type = 0;
  std::string resource_name;
  std::int8_t pattern_type = 0;
  std::string principal;
  std::string host;
  std::int8_t operation = 0;
  std::int8_t permission_type = 0;
  UnknownTags unknown_tags;

  bool operator==(const AccessControlEntryRecord&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&AccessControlEntryRecord::id>("Id", since(0)),
        field<&AccessControlEntryRecord::resource_type>("ResourceType", since(0)),
        field<&AccessControlEntryRecord::resource_name>("ResourceName", since(0)),
        field<&AccessControlEntryRecord::pattern_type>("PatternType", since(0)),
        field<&AccessControlEntryRecord::principal>("Principal", since(0)),
        field<&AccessControlEntryRecord::host>("Host", since(0)),
        field<&AccessControlEntryRecord::operation>("Operation", since(0)),
        field<&AccessControlEntryRecord::permission_type>("PermissionType", since(0)));
  }
};

/// One ACL is gone.
struct RemoveAccessControlEntryRecord {
  static constexpr std::string_view kName = "RemoveAccessControlEntryRecord";
  static constexpr std::int16_t kRecordKey = 19;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  Uuid id;
  UnknownTags unknown_tags;

  bool operator==(const RemoveAccessControlEntryRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&RemoveAccessControlEntryRecord::id>("Id", since(0)));
  }
};

/// A delegation token was made or renewed.
struct DelegationTokenRecord {
  static constexpr std::string_view kName = "DelegationTokenRecord";
  static constexpr std::int16_t kRecordKey = 10;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::string owner;
  std::string requester;
  std::vector<std::string> renewers;
  Timestamp issue_timestamp;
  Timestamp max_timestamp;
  Timestamp expiration_timestamp;
  std::string token_id;
  UnknownTags unknown_tags;

  bool operator==(const DelegationTokenRecord&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&DelegationTokenRecord::owner>("Owner", since(0)),
        field<&DelegationTokenRecord::requester>("Requester", since(0)),
        field<&DelegationTokenRecord::renewers>("Renewers", since(0)),
        field<&DelegationTokenRecord::issue_timestamp>("IssueTimestamp", since(0)),
        field<&DelegationTokenRecord::max_timestamp>("MaxTimestamp", since(0)),
        field<&DelegationTokenRecord::expiration_timestamp>("ExpirationTimestamp", since(0)),
        field<&DelegationTokenRecord::token_id>("TokenId", since(0)));
  }
};

/// A delegation token is gone.
struct RemoveDelegationTokenRecord {
  static constexpr std::string_view kName = "RemoveDelegationTokenRecord";
  static constexpr std::int16_t kRecordKey = 26;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::string token_id;
  UnknownTags unknown_tags;

  bool operator==(const RemoveDelegationTokenRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&RemoveDelegationTokenRecord::token_id>("TokenId", since(0)));
  }
};

}  // namespace fl::wire
