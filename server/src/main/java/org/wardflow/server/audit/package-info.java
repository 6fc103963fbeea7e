/** Who saw what, when and with which outcome, in a chain of hashes. */
@NullMarked
package org.wardflow.server.audit;

import org.jspecify.annotations.NullMarked;
