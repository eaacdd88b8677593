// What the control plane keeps: the metadata log, its image, and the requests that wait for a
// commit.
#pragma once

namespace fl::broker {

struct ControlState {};

}  // namespace fl::broker
