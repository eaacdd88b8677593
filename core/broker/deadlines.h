// What is due when: one table for all rows of a broker, behind one timer of the driver. Entries are
// ordered by (instant, kind, key), so that two that fall due together have one order.
#pragma once
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/node/context.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

namespace fl::broker {

/// Whose deadline it is; the key is that of the row. broker.cc sends what is due to its owner.
enum class DeadlineKind : std::uint8_t {
  fetch,            ///< max_wait of a waiting Fetch; key: row
  produce,          ///< timeout of a waiting Produce; key: row
  delete_records,   ///< timeout of a waiting DeleteRecords; key: row
  idle,             ///< a connection may have been silent for too long; key: connection
  budget,           ///< who holds request memory and sends nothing is closed; key: 0
  quorum,           ///< the metadata quorum's own; key: 0
  controller,       ///< the active controller's own; key: 0
  lifecycle,        ///< this broker registers, or tells that it lives; key: 0
  shutdown,         ///< the controller does not let this broker go: it stops all the same; key: 0
  forward,          ///< a forwarded request is tried again; key: row
  channels,         ///< connections to other nodes; key: 0
  alter_partition,  ///< changes of ISRs are asked for again; key: 0
  isr,              ///< followers that lag leave the ISR; key: 0
  fetcher,          ///< a fetcher may go on; key: the fetcher's
  commit,           ///< a request that waits for the metadata log; key: the control plane's row
  flush,            ///< flush.ms of a log; key: log
  checkpoint,       ///< recovery points, high watermarks and log starts are written; key: 0
  expiration,       ///< producer states are looked through; key: 0
  removal,          ///< a deleted partition's directory may go (file.delete.delay.ms); key: log
  producer_retry,   ///< a block of producer ids is asked for again; key: 0
  producer,         ///< requests that wait for producer ids give up; key: 0
};

struct Deadline {
  Instant at;
  DeadlineKind kind = DeadlineKind::fetch;
  std::int64_t key = 0;

  friend auto operator<=>(const Deadline&, const Deadline&) = default;
};

class Deadlines {
 public:
  void add(Context& context, Deadline deadline);

  /// Nothing happens if it is not there.
  void remove(const Deadline& deadline) { due_.erase(deadline); }

  /// The earliest that is due, taken off; nothing if none is.
  std::optional<Deadline> take_due(Instant now);

  /// Arms the timer for the earliest. To be called once, at the end of a step in which Fired came.
  void on_fired(Context& context);

  std::size_t size() const { return due_.size(); }

 private:
  std::optional<Deadline> earliest() const;

  SharedMap<Deadline, bool> due_;  ///< the values mean nothing
  std::optional<Instant> armed_;
};

}  // namespace fl::broker
