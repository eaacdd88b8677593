// The stories of one decision. Deciding only reads and knows no Context: it hands its stories out
// with the records, and whoever carries the decision out tells them.
#pragma once
#include "core/controller/cluster_story.h"
#include "core/node/context.h"
#include "core/node/story.h"

#include <variant>
#include <vector>

namespace fl::controller {

using Told = std::variant<Telling<LeaderElected>, Telling<IsrChanged>, Telling<ReplicasChanged>,
                          Telling<IsrRefused>, Telling<BrokerRegistered>,
                          Telling<RegistrationRefused>, Telling<BrokerStateChanged>>;
using Stories = std::vector<Told>;

/// Tells them in order.
void tell(Context& context, const Stories& stories);

}  // namespace fl::controller
