// C4: no acknowledged record is lost that acks and sync had promised. Told what they promise: see
// record_fates.h.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/record_fates.h"
#include "sim/scenario/cast.h"

namespace fl::sim {

class AckedRecordCheck final : public Check {
 public:
  explicit AckedRecordCheck(const Cast& cast) : cast_(cast) {}

  std::string_view name() const override { return "acked-record-lost"; }

  void told(const World&, const StoredEvent& event) override {
    history_.told(event);
    ledger_.told(event);
  }

  void finish(const World& world) override;

 private:
  const Cast& cast_;
  History history_;
  CrashLedger ledger_;
};

}  // namespace fl::sim
