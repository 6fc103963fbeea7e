/** The routes under /api/v1, and their OpenAPI document. */
@NullMarked
package org.wardflow.server.api;

import org.jspecify.annotations.NullMarked;
