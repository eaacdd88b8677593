// What becomes of a broker's partitions when it is fenced, goes, comes back, loses a directory or
// is forgotten; and the record that says so of the broker. Source:
// ReplicationControlManager.handleBroker…, handleDirectoriesOffline.
#pragma once
#include "core/controller/decided.h"
#include "core/metadata/registration.h"

#include <vector>

namespace fl::controller {

/// It leads nothing and is in no ISR of more than one from here on.
void plan_fenced(const View& view, const metadata::BrokerImage& broker,
                 metadata::RecordList& records, Stories& stories);

/// It may lead what has no leader.
void plan_unfenced(const View& view, const metadata::BrokerImage& broker,
                   metadata::RecordList& records, Stories& stories);

/// Its partitions move to others where they can.
void plan_controlled_shutdown(const View& view, const metadata::BrokerImage& broker,
                              metadata::RecordList& records, Stories& stories);

/// A new incarnation comes: the old one leaves its ISRs, and where it did not stop cleanly its
/// ELRs.
void plan_restart(const View& view, BrokerId broker, bool was_clean, metadata::RecordList& records,
                  Stories& stories);

/// It leaves ISRs and ELRs and is forgotten.
void plan_unregistered(const View& view, const metadata::BrokerImage& broker,
                       metadata::RecordList& records, Stories& stories);

/// Replicas in directories that work no more leave ISRs and lead nothing.
void plan_directories_offline(const View& view, const metadata::BrokerImage& broker,
                              const std::vector<Uuid>& offline, metadata::RecordList& records,
                              Stories& stories);

}  // namespace fl::controller
