// A CIBA client that nobody here wrote, npm `openid-client`, at the sandbox's authorization server.
//
// One file for the test runner, because there is one phone: the parts take turns.

import { after } from 'node:test';
import { sandbox } from './sandbox.mjs';
import './flows.mjs';
import './requests.mjs';
import './details.mjs';
import './fapi.mjs';

after(() => sandbox.phoneWill(null));
