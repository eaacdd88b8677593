// An image as the records of a snapshot, a bounded piece at a time: features first (and of them
// metadata.version, which says how all else is written), then the cluster, topics, configurations,
// quotas, producer ids, ACLs, SCRAM credentials and delegation tokens. Kafka: the same order of
// kinds; within a kind its order is that of hash tables, here it is that of the keys.
// Source: MetadataImage.write, FeaturesImage.write and those of the other images.
#pragma once
#include "core/base/bytes.h"
#include "core/metadata/image.h"
#include "core/metadata/record.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fl::metadata {

class ImageWriter {
 public:
  /// REQUIRES: no transaction is open in the image.
  explicit ImageWriter(Image image);

  /// The next framed records: no more once they have so many bytes, which the last may exceed.
  /// None: all were given.
  std::vector<ByteVector> next(std::int64_t bytes_max);

 private:
  /// In the order in which they are written.
  enum class Section : std::uint8_t {
    metadata_version,
    features,
    brokers,
    controllers,
    topics,
    configs,
    quotas,
    producer_ids,
    acls,
    scram_credentials,
    delegation_tokens,
    finished,
  };

  /// The keys that were written last, per section; nothing before the first.
  struct Written {
    std::optional<std::string> feature;
    std::optional<BrokerId> broker;
    std::optional<BrokerId> controller;
    std::optional<std::string> topic;
    std::optional<ConfigResource> config;
    std::optional<QuotaEntity> quota;
    std::optional<Uuid> acl;
    std::optional<ScramUser> scram_user;
    std::optional<std::string> token;
  };

  bool write_entry(RecordList& records);
  bool write_metadata_version(RecordList& records);
  bool write_feature(RecordList& records);
  bool write_broker(RecordList& records);
  bool write_controller(RecordList& records);
  bool write_of_topic(RecordList& records);
  bool write_configs(RecordList& records);
  bool write_quotas(RecordList& records);
  bool write_producer_ids(RecordList& records);

  Image image_;
  Section section_ = Section::metadata_version;
  Written written_;
  /// The partition of the topic that was written last that comes next.
  std::int32_t partition_ = 0;
};

}  // namespace fl::metadata
