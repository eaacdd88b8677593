// DescribeClientQuotas: which quotas fit a filter. Any broker answers it from its image.
// Source: ClientQuotasImage.describe, KIP-546.
#pragma once
#include "core/controller/decided.h"
#include "core/wire/messages/describe_client_quotas.h"

namespace fl::controller {

/// The entities that fit all components; a strict filter only those without further kinds.
wire::DescribeClientQuotasResponse describe_client_quotas(
    const metadata::Image& image, const wire::DescribeClientQuotasRequest& request);

}  // namespace fl::controller
