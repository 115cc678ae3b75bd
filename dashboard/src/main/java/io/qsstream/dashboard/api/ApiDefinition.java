package io.qsstream.dashboard.api;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;

/** What the generated description says of the API as a whole. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "QSStream dashboard",
                        version = "v1",
                        description = "Live and past quality of service of Zoom sessions. Times are ISO 8601 in UTC;"
                                + " what is absent is left out; errors are RFC 9457 problems.",
                        license = @License(name = "Apache-2.0")),
        security = @SecurityRequirement(name = "token"))
@SecurityScheme(name = "token", type = SecuritySchemeType.HTTP, scheme = "bearer")
final class ApiDefinition {

    private ApiDefinition() {}
}
