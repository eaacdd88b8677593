// L8: what a crash leaves is a valid prefix of the log, no shorter than what had been promised: the
// visible end after a process kill, the last synced offset after a loss of power.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/crash_ledger.h"
#include "sim/scenario/cast.h"

namespace fl::sim {

class SyncedRecordCheck final : public Check {
 public:
  explicit SyncedRecordCheck(const Cast& cast) : cast_(cast) {}

  std::string_view name() const override { return "synced-record-lost"; }

  void told(const World& world, const StoredEvent& event) override;
  void finish(const World& world) override;

 private:
  const Cast& cast_;
  CrashLedger ledger_;
};

}  // namespace fl::sim
