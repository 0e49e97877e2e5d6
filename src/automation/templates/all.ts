import { dataAnalysis } from './data-analysis.ts';
import { expenseApproval } from './expense-approval.ts';
import { imageGeneration } from './image-generation.ts';
import { invoiceOnPayment } from './invoice-on-payment.ts';
import { learningPath } from './learning-path.ts';
import { onboarding } from './onboarding.ts';
import { orderSaga } from './order-saga.ts';
import { researchAgent } from './research-agent.ts';
import type { Template } from './template.ts';
import { travelBooking } from './travel-booking.ts';
import { weeklyReport } from './weekly-report.ts';

/** Every template there is, in the order they are shown. */
export const TEMPLATES: readonly Template[] = [
  invoiceOnPayment,
  weeklyReport,
  travelBooking,
  expenseApproval,
  orderSaga,
  onboarding,
  researchAgent,
  learningPath,
  dataAnalysis,
  imageGeneration,
];
