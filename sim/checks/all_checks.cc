#include "sim/checks/all_checks.h"

#include "sim/checks/acked_record.h"
#include "sim/checks/index_agreement.h"
#include "sim/checks/offset_gap.h"
#include "sim/checks/response_order.h"
#include "sim/checks/sent_range.h"
#include "sim/checks/stall_spread.h"
#include "sim/checks/stored_bytes.h"
#include "sim/checks/synced_record.h"

namespace fl::sim {

void add_all_checks(CheckSet& checks, const Scenario& scenario, const Cast& cast) {
  checks.add(std::make_unique<AckedRecordCheck>(cast));
  checks.add(std::make_unique<OffsetGapCheck>(cast));
  checks.add(std::make_unique<StoredBytesCheck>(cast));
  checks.add(std::make_unique<SyncedRecordCheck>(cast));
  checks.add(std::make_unique<IndexAgreementCheck>(cast));
  checks.add(std::make_unique<ResponseOrderCheck>());
  checks.add(std::make_unique<SentRangeCheck>(scenario));
  checks.add(std::make_unique<StallSpreadCheck>(scenario));
}

}  // namespace fl::sim
