#include "core/controller/told.h"

namespace fl::controller {

void tell(Context& context, const Stories& stories) {
  for (const Told& told : stories)
    std::visit(
        [&context]<class Event>(const Telling<Event>& telling) {
          context.tell<Event>([&telling] { return telling; });
        },
        told);
}

}  // namespace fl::controller
