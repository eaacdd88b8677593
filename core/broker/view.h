// What a broker knows, as described values: for inspectors (`faultline story --state`), views and
// tests, which never reach into its state. A view is made when somebody asks; nothing keeps it.
#pragma once
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fl::broker {

struct Server;

/// Where in a log a leader epoch begins.
struct EpochView {
  LeaderEpoch epoch;
  Offset start;

  friend bool operator==(const EpochView&, const EpochView&) = default;

  static consteval auto fields();
};

/// What a log knows of a producer. `batches`: how many of its last ones a retry is compared with.
struct ProducerView {
  ProducerId producer_id;
  ProducerEpoch epoch;
  Sequence last_sequence{-1};
  Offset last_offset{-1};
  std::int32_t batches = 0;
  bool has_open_transaction = false;

  friend bool operator==(const ProducerView&, const ProducerView&) = default;

  static consteval auto fields();
};

/// A replica's log. All ends are exclusive: end is where the next record goes, below visible_end
/// records may be read, below flushed_end they survive a loss of power.
struct PartitionView {
  std::string topic;
  PartitionIndex partition;
  BrokerId leader;
  LeaderEpoch leader_epoch;
  Offset log_start;
  Offset high_watermark;
  Offset last_stable_end;
  Offset visible_end;
  Offset flushed_end;
  Offset log_end;
  Offset recovery_point;
  std::int64_t segments = 0;
  std::int64_t size_bytes = 0;
  bool is_offline = false;
  std::vector<EpochView> epochs;
  std::vector<ProducerView> producers;
  std::vector<std::int64_t> waiting_fetches;   ///< rows
  std::vector<std::int64_t> waiting_produces;  ///< rows

  friend bool operator==(const PartitionView&, const PartitionView&) = default;

  static consteval auto fields();
};

/// A request that waits, and for what.
struct RowView {
  std::int64_t row = 0;
  std::string api;
  ConnId conn;
  std::string client_id;
  Instant received;
  Instant deadline;
  std::vector<std::string> waits_for;  ///< partitions

  friend bool operator==(const RowView&, const RowView&) = default;

  static consteval auto fields();
};

struct ConnectionView {
  ConnId conn;
  std::string peer;
  std::string software;
  std::int64_t requests = 0;
  std::int64_t in_progress = 0;
  Instant last_active;

  friend bool operator==(const ConnectionView&, const ConnectionView&) = default;

  static consteval auto fields();
};

/// A fetch session (KIP-227): `epoch` is expected next.
struct SessionView {
  std::int32_t id = 0;
  std::int32_t epoch = 0;
  std::int64_t partitions = 0;
  Instant last_used;

  friend bool operator==(const SessionView&, const SessionView&) = default;

  static consteval auto fields();
};

struct BrokerView {
  BrokerId id;
  std::string cluster_id;
  std::string phase;
  std::vector<PartitionView> partitions;
  std::vector<RowView> waiting;
  std::vector<SessionView> fetch_sessions;
  std::vector<ConnectionView> connections;

  static consteval auto fields();
};

/// Partitions by name, everything else by its number.
BrokerView view_of(const Server& server);

consteval auto EpochView::fields() {
  using V = EpochView;
  return field_list(field<&V::epoch>("epoch"), field<&V::start>("start"));
}

consteval auto ProducerView::fields() {
  using V = ProducerView;
  return field_list(field<&V::producer_id>("producer_id"), field<&V::epoch>("epoch"),
                    field<&V::last_sequence>("last_sequence"),
                    field<&V::last_offset>("last_offset"), field<&V::batches>("batches"),
                    field<&V::has_open_transaction>("has_open_transaction"));
}

consteval auto PartitionView::fields() {
  using V = PartitionView;
  return field_list(
      field<&V::topic>("topic"), field<&V::partition>("partition"), field<&V::leader>("leader"),
      field<&V::leader_epoch>("leader_epoch"), field<&V::log_start>("log_start"),
      field<&V::high_watermark>("high_watermark"), field<&V::last_stable_end>("last_stable_end"),
      field<&V::visible_end>("visible_end"), field<&V::flushed_end>("flushed_end"),
      field<&V::log_end>("log_end"), field<&V::recovery_point>("recovery_point"),
      field<&V::segments>("segments"), field<&V::size_bytes>("size_bytes"),
      field<&V::is_offline>("is_offline"), field<&V::epochs>("epochs"),
      field<&V::producers>("producers"), field<&V::waiting_fetches>("waiting_fetches"),
      field<&V::waiting_produces>("waiting_produces"));
}

consteval auto RowView::fields() {
  using V = RowView;
  return field_list(field<&V::row>("row"), field<&V::api>("api"), field<&V::conn>("conn"),
                    field<&V::client_id>("client_id"), field<&V::received>("received"),
                    field<&V::deadline>("deadline"), field<&V::waits_for>("waits_for"));
}

consteval auto ConnectionView::fields() {
  using V = ConnectionView;
  return field_list(field<&V::conn>("conn"), field<&V::peer>("peer"),
                    field<&V::software>("software"), field<&V::requests>("requests"),
                    field<&V::in_progress>("in_progress"), field<&V::last_active>("last_active"));
}

consteval auto SessionView::fields() {
  using V = SessionView;
  return field_list(field<&V::id>("id"), field<&V::epoch>("epoch"),
                    field<&V::partitions>("partitions"), field<&V::last_used>("last_used"));
}

consteval auto BrokerView::fields() {
  using V = BrokerView;
  return field_list(field<&V::id>("id"), field<&V::cluster_id>("cluster_id"),
                    field<&V::phase>("phase"), field<&V::partitions>("partitions"),
                    field<&V::waiting>("waiting"), field<&V::fetch_sessions>("fetch_sessions"),
                    field<&V::connections>("connections"));
}

}  // namespace fl::broker
